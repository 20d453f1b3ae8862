// Lets notices come to this device: asks the person, then the browser's push service, then tells the server.
const button = document.getElementById("hear-here");
const told = document.getElementById("hear-told");
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (mark) => mark.charCodeAt(0));
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

if (able) navigator.serviceWorker.register(button.dataset.worker);
else told.textContent = told.dataset.unable;
button.disabled = !able;

button.addEventListener("click", async () => {
  if (await Notification.requestPermission() !== "granted") { told.textContent = told.dataset.denied; return; }
  try {
    const here = await navigator.serviceWorker.getRegistration(button.dataset.worker);
    const wanted = { userVisibleOnly: true, applicationServerKey: bytes(button.dataset.key) };
    const body = new FormData();
    body.append("subscription", JSON.stringify(await here.pushManager.subscribe(wanted)));
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(button.dataset.add, { method: "POST", headers: { "X-CSRFToken": token }, body });
    if (answer.ok) location.reload();
    else told.textContent = await answer.text();
  } catch { told.textContent = told.dataset.failed; }
});
