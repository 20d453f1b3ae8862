// Counting as people count, drafts that survive a broken line, uploads that go on where they stopped.
const segments = new Intl.Segmenter("id", { granularity: "grapheme" });
const length = (text) => [...segments.segment(text.normalize("NFC").replaceAll("\r\n", "\n"))].length;

for (const field of document.querySelectorAll("[data-count]")) {
  const shown = document.createElement("p");
  shown.className = "form-text";
  shown.setAttribute("aria-live", "polite");
  field.after(shown);
  const count = () => {
    const most = Number(field.dataset.count) || 0;
    const now = length(field.value);
    shown.textContent = most ? `${now} / ${most}` : `${now}`;
    shown.classList.toggle("over", most > 0 && now > most);
  };
  field.addEventListener("input", count);
  count();
}

const draft = document.querySelector("form[data-draft]");
if (draft) keepDraft(draft);

function keepDraft(form) {
  const key = `draft:${form.dataset.draft}`;
  const banner = document.getElementById("offline");
  const status = document.getElementById("saved");
  const read = () => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  let timer, leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });

  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept) {
    for (const [name, value] of kept) {
      const field = form.elements[name];
      if (field && "value" in field && field.type !== "checkbox") field.value = value;
    }
    timer = setTimeout(save, 200);
  }

  async function save() {
    localStorage.setItem(key, JSON.stringify(read()));
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body: new FormData(form) });
      if (answer.redirected) throw new Error("signed out");
      if (answer.status >= 500) throw new Error("server");
      status.innerHTML = await answer.text();
      // The next page may have been asked for before this was stored: it takes up what is kept here.
      if (answer.ok && !leaving) localStorage.removeItem(key);
      banner.hidden = true;
    } catch {
      banner.hidden = false;
    }
  }

  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(() => { timer = undefined; save(); }, wait); };
  form.addEventListener("input", () => soon(800));
  form.addEventListener("change", () => soon(100));
  addEventListener("pagehide", () => { if (timer) navigator.sendBeacon(form.dataset.save, new FormData(form)); });
  addEventListener("online", () => { if (localStorage.getItem(key)) save(); });
  form.save = async () => { clearTimeout(timer); timer = undefined; await save(); };
}

const files = document.querySelector("input[data-upload]");
if (files) files.addEventListener("change", async () => {
  const progress = document.getElementById("progress");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const post = (url, body) => fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body });
  progress.hidden = false;
  if (draft) await draft.save();
  for (const file of files.files) {
    const wanted = new FormData();
    wanted.append("size", file.size);
    const started = await (await post(files.dataset.upload, wanted)).json();
    let offset = 0, wait = 500;
    while (started.token && offset < file.size) {
      try {
        const answer = await post(`${files.dataset.upload}${started.token}/?offset=${offset}`, file.slice(offset, offset + 262144));
        const said = await answer.json();
        if (said.error && said.received === offset) { alert(said.error); break; }
        offset = said.received;
        progress.value = offset / file.size;
        wait = 500;
        if (said.asset) break;
      } catch {
        await new Promise((done) => setTimeout(done, wait));
        wait = Math.min(wait * 2, 15000);
      }
    }
    if (started.error) alert(started.error);
  }
  location.reload();
});

// Long work: look again every few seconds and show how far it is, without leaving the page.
const refresh = async () => {
  const watched = document.querySelector("[data-refresh]");
  if (!watched) return;
  await new Promise((done) => setTimeout(done, 1000 * watched.dataset.refresh));
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    document.getElementById("isi").replaceChildren(...page.getElementById("isi").childNodes);
  } finally {
    refresh();
  }
};
refresh();

// An SOP being composed: saved and checked a moment after the last key; the drawing and its faults follow.
const composed = document.querySelector("form[data-check]");
if (composed) {
  let later;
  const look = async () => {
    const answer = await fetch(composed.dataset.check, { method: "POST", body: new FormData(composed) });
    document.getElementById("checked").innerHTML = await answer.text();
  };
  composed.addEventListener("input", () => { clearTimeout(later); later = setTimeout(look, 600); });
}

// Who else has this message open, who is writing, and whether the conversation has grown meanwhile.
const presence = document.querySelector("[data-presence]");
if (presence) {
  let typed = 0;
  document.querySelector("[data-typing]")?.addEventListener("input", () => { typed = Date.now(); });
  const tell = async () => {
    if (document.hidden) return;
    const body = new FormData();
    body.append("typing", Date.now() - typed < 15000 ? "1" : "0");
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    try {
      const answer = await fetch(presence.dataset.presence, { method: "POST", headers: { "X-CSRFToken": token }, body });
      if (!answer.ok) return;
      presence.innerHTML = await answer.text();
      const newer = presence.querySelector("[data-newer]")?.dataset.newer;
      document.getElementById("newer").hidden = newer === presence.dataset.version;
    } catch { /* the line is broken: the next time will tell */ }
  };
  tell();
  setInterval(tell, 8000);
}

// Lists by keyboard: j and k go down and up, / to the search, r to the reply.
const rows = () => [...document.querySelectorAll("#rows li > a")];
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const all = rows(), at = all.indexOf(document.activeElement);
  if (event.key === "j" && all.length) all[Math.min(at + 1, all.length - 1)].focus();
  else if (event.key === "k" && all.length) all[Math.max(at - 1, 0)].focus();
  else if (event.key === "r" && document.getElementById("id_text")) document.getElementById("id_text").focus();
  else if (event.key === "/" && document.getElementById("q")) document.getElementById("q").focus();
  else return;
  event.preventDefault();
});
