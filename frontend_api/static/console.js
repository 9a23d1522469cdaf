// Small comforts on top of pages that work without them: the founder's own time zone at sign-up,
// a menu that starts closed on small screens, confirmation before what cannot be undone, hints that
// go with what is chosen, copying a text, and the upload with its progress.
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
  document.getElementById("say")?.focus();
});
for (const log of document.querySelectorAll("[data-scroll-end]")) {
  log.scrollTop = log.scrollHeight;
}

// What a condition may be compared with goes with its column.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-condition-column]")) {
    fitted(event.target);
  }
});

function fitted(column) {
  const place = column.name.split(":")[1];
  const chosen = column.selectedOptions[0];
  document.getElementById(`value:${place}`).placeholder = chosen.dataset.hint;
  const comparison = document.getElementById(`is:${place}`);
  const ordered = "ordered" in chosen.dataset || chosen.value === "";
  if (!ordered && !["=", "!="].includes(comparison.value)) {
    comparison.value = "=";
  }
}

// A part of a page that could not be fetched says so; htmx would leave the old one standing.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    const words = event.target.closest?.("[data-when-broken]")?.dataset.whenBroken;
    const place = words && event.detail.target?.querySelector("[aria-live]");
    if (place) {
      place.textContent = words;
    }
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[data-copied]");
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "It is selected: copy it with Ctrl+C.";
    }
    told.hidden = false;
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    upload(form).catch((problem) => refuse(form, problem.message));
  });
}

// What the presigned form allows. Storage itself refuses more, but only once much of it was sent.
const LARGEST_FILE_BYTES = 512 * 1024 * 1024;
// What an import may hold (`MAX_BYTES_TOGETHER`): it is refused only when all have arrived.
const LARGEST_TOGETHER_BYTES = 2 * LARGEST_FILE_BYTES;

// Asks for one presigned form per file, sends the files straight to storage, then says they arrived.
async function upload(form) {
  const files = [...form.querySelector("input[type=file]").files];
  const empty = files.find((file) => file.size === 0);
  if (empty) {
    throw new Error(`“${empty.name}” is empty. Export it again and look into it first.`);
  }
  const large = files.find((file) => file.size > LARGEST_FILE_BYTES);
  if (large) {
    const megabytes = Math.ceil(large.size / 1024 / 1024);
    throw new Error(`“${large.name}” has ${megabytes} MB; the most that can be read is 512 MB. Split it into several files.`);
  }
  const together = files.reduce((sum, file) => sum + file.size, 0);
  if (together > LARGEST_TOGETHER_BYTES) {
    const megabytes = Math.ceil(together / 1024 / 1024).toLocaleString("en");
    throw new Error(`These files have ${megabytes} MB together; the most that can be read at once is 1,024 MB.`);
  }
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") {
      asked.append(name, value);
    }
  }
  for (const file of files) {
    asked.append("file_name", file.name);
  }
  const answer = await fetch(form.action, { method: "POST", body: asked });
  if (!(answer.headers.get("content-type") ?? "").startsWith("application/json")) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wrong = [...page.querySelectorAll(".wrong[role=alert]")].map((node) => node.textContent.trim());
    throw new Error(wrong.join(" ") || "The upload could not start. Reload the page and try again.");
  }
  const ticket = await answer.json();
  form.querySelector("button").disabled = true;
  const total = together || 1;
  let sent = 0;
  for (const [place, file] of files.entries()) {
    const before = sent;
    show(form, `Sending ${file.name} (${place + 1} of ${files.length})…`, before / total);
    await send(ticket.uploads[place], file, (bytes) => {
      show(form, `Sending ${file.name} (${place + 1} of ${files.length})…`, (before + bytes) / total);
    });
    sent = before + file.size;
  }
  show(form, "Arrived. Starting…", 1);
  const token = form.querySelector("[name=form_token]").value;
  const started = await fetch(`/customers/imports/${ticket.import}/start`, {
    method: "POST",
    body: new URLSearchParams({ form_token: token }),
  });
  window.location.assign(started.url);
}

function send(target, file, progress) {
  return new Promise((resolve, reject) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(target.fields)) {
      data.append(name, value);
    }
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new Error(`Storage did not take ${file.name}. Is it larger than 512 MB?`));
    request.onerror = () => reject(new Error("The connection broke. Nothing was changed; try again."));
    request.open("POST", target.url);
    request.send(data);
  });
}

function show(form, words, share) {
  const place = form.querySelector("[data-upload-progress]");
  place.hidden = false;
  place.querySelector("[data-upload-words]").textContent = words;
  place.querySelector("progress").value = share;
  form.querySelector("[data-upload-problem]").hidden = true;
}

function refuse(form, words) {
  const place = form.querySelector("[data-upload-problem]");
  place.textContent = words;
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
  form.querySelector("[data-upload-progress]").hidden = true;
  form.querySelector("button").disabled = false;
}
