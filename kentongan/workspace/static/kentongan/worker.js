// On the device: shows a notice that was pushed, and opens its page when it is tapped.
addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  event.waitUntil(registration.showNotification("Kentongan", { body: said.title, data: said.path, tag: said.path }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data || "/kerja/kabar/"));
});
