// Small comforts on top of pages that work without them: the founder's own time zone at sign-up,
// a menu that starts closed on small screens, confirmation before what cannot be undone, and the
// upload with its progress.
"use strict";

for (const place of document.querySelectorAll("[data-own-zone] select")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (place.value === "UTC" && [...place.options].some((option) => option.value === zone)) {
    place.value = zone;
  }
}

if (window.matchMedia("(max-width: 60rem)").matches) {
  document.querySelector("details.menu")?.removeAttribute("open");
}

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const log = event.target.querySelector?.("[data-scroll-end]") ?? event.target.closest?.("[data-scroll-end]");
  if (log) {
    log.scrollTop = log.scrollHeight;
  }
});
for (const log of document.querySelectorAll("[data-scroll-end]")) {
  log.scrollTop = log.scrollHeight;
}
