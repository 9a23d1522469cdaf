// Small comforts on top of pages that work without them: the founder's own time zone at sign-up,
// a menu that starts closed on small screens, confirmation before what cannot be undone, hints that
// go with what is chosen, copying a text, the upload with its progress, and what was typed when the
// session had ended.
"use strict";

// A form that is sent is kept by this tab until the next page says what became of it. Where that is
// the page for signing in, its fields are put back afterwards, for the same person only, and nothing
// is sent by itself. A form that holds a secret is never kept.
const SENT = "sent-form";
const SECRET = /password|secret|key|code|token/;
const hiddenOf = (form) => JSON.stringify([...form.elements].filter((field) => field.type === "hidden" && !["form_token", "seen"].includes(field.name)).map(({name, value}) => [name, value]));
const ownFields = (form) => [...form.elements].filter((field) => field.name && (field.type !== "hidden" || field.name === "seen") && !["file", "submit", "button"].includes(field.type));

function keepSent(form) {
  if (!document.body.dataset.who) {
    return;
  }
  sessionStorage.removeItem(SENT);
  if (form.method !== "post" || form.querySelector("[type=password]")) {
    return;
  }
  const fields = ownFields(form);
  if (fields.length && !fields.some((field) => SECRET.test(field.name))) {
    const typed = fields.map(({name, type, value, checked}) => ({name, type, value, checked}));
    sessionStorage.setItem(SENT, JSON.stringify({who: document.body.dataset.who, action: form.getAttribute("action"), hidden: hiddenOf(form), typed}));
  }
}
document.addEventListener("submit", (event) => keepSent(event.target));

// What a part of a page sends is its form too, or the one that it says it includes.
document.addEventListener("htmx:beforeRequest", ({detail}) => {
  const included = detail.elt.getAttribute("hx-include");
  const form = detail.elt.closest("form") ?? (included && document.querySelector(included));
  if (detail.requestConfig.verb === "post" && form) {
    keepSent(form);
  }
});
document.addEventListener("htmx:afterRequest", ({detail}) => {
  if (detail.requestConfig.verb === "post" && detail.successful) {
    sessionStorage.removeItem(SENT);
  }
});

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  if (!kept) {
    return;
  }
  const {who} = document.body.dataset;
  if (!who) {
    const ended = new URLSearchParams(location.search).get("done") === "not-sent";
    sessionStorage.setItem(SENT, JSON.stringify({...kept, ended: ended || kept.ended}));
    return;
  }
  sessionStorage.removeItem(SENT);
  // What a form is about may stand in its hidden fields alone; where two are alike, neither is it.
  const alike = [...document.forms].filter((one) => one.getAttribute("action") === kept.action && hiddenOf(one) === kept.hidden);
  if (!kept.ended || kept.who !== who || alike.length !== 1) {
    return;
  }
  const [form] = alike;
  const known = new Map();
  for (const field of ownFields(form)) {
    const place = `${field.name} ${["checkbox", "radio"].includes(field.type) ? field.value : ""}`;
    known.set(place, [...(known.get(place) ?? []), field]);
  }
  for (const one of kept.typed) {
    const ticked = ["checkbox", "radio"].includes(one.type);
    const field = known.get(`${one.name} ${ticked ? one.value : ""}`)?.shift();
    if (field) {
      field[ticked ? "checked" : "value"] = ticked ? one.checked : one.value;
      field.closest("details")?.setAttribute("open", "");
    }
  }
  const note = document.createElement("p");
  note.className = "banner";
  note.setAttribute("role", "status");
  note.textContent = "What you had typed is back in this form. It was not sent: look at it and press its button again.";
  form.prepend(note);
  note.scrollIntoView({block: "center"});
}
putBack();

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

// On a phone a row of a table is a list; each cell is then led by the words of its column.
function labelCells() {
  for (const table of document.querySelectorAll("table:not([data-labelled])")) {
    table.dataset.labelled = "";
    const heads = [...table.querySelectorAll("thead th")].map((head) => (head.querySelector(".visually-hidden") ? "" : head.textContent.trim()));
    for (const row of table.querySelectorAll("tbody tr")) {
      for (const [place, cell] of [...row.children].entries()) {
        if (cell.tagName === "TD" && heads[place] && place > 0 && cell.colSpan === 1) {
          cell.dataset.label = heads[place];
        }
      }
    }
  }
}
labelCells();
document.addEventListener("htmx:afterSettle", labelCells);

// What a choice suggests for another field is chosen there at once.
document.addEventListener("change", (event) => {
  const other = event.target.dataset?.suggests;
  if (other) {
    document.getElementById(other).value = event.target.selectedOptions[0].dataset.suggested;
  }
});

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

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Lines of a call are heard by the browser's own voice, in the language of the line.
if ("speechSynthesis" in window) {
  for (const button of document.querySelectorAll("[data-speak]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = new SpeechSynthesisUtterance(button.dataset.speak);
      words.lang = button.dataset.language;
      window.speechSynthesis.cancel();
      window.speechSynthesis.speak(words);
    });
  }
  // A whole talk is heard from its beginning, the customer in a higher voice; pressed again, it ends.
  // Talks come as parts of a page, so that their buttons are looked for whenever one is there.
  const offerTalks = () => {
    for (const button of document.querySelectorAll("[data-speak-talk]")) {
      button.hidden = false;
    }
  };
  offerTalks();
  document.addEventListener("htmx:afterSettle", offerTalks);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-speak-talk]");
    if (!button) {
      return;
    }
    const isPlaying = window.speechSynthesis.speaking;
    window.speechSynthesis.cancel();
    if (isPlaying) {
      return;
    }
    for (const line of document.querySelectorAll(`#${button.dataset.speakTalk} .say`)) {
      const said = line.querySelector("p[lang]");
      const words = new SpeechSynthesisUtterance(said.textContent);
      words.lang = said.lang;
      words.pitch = line.classList.contains("customer") ? 1.4 : 1;
      window.speechSynthesis.speak(words);
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

const megabytes = (bytes) => Math.ceil(bytes / 1024 / 1024).toLocaleString("en");

// Storage and the import refuse too large files themselves, but only once much of them was sent.
function tooLarge(form, files) {
  const most = Number(form.dataset.maxBytes);
  const large = files.find((file) => file.size > most);
  if (large) {
    return `“${large.name}” has ${megabytes(large.size)} MB; the most that can be read is ${megabytes(most)} MB. Split it into several files.`;
  }
  const mostTogether = Number(form.dataset.maxBytesTogether);
  const together = files.reduce((sum, file) => sum + file.size, 0);
  return together > mostTogether
    ? `These files have ${megabytes(together)} MB together; the most that can be read at once is ${megabytes(mostTogether)} MB.`
    : "";
}

// Asks for one presigned form per file, sends the files straight to storage, then says they arrived.
async function upload(form) {
  const files = [...form.querySelector("input[type=file]").files];
  const empty = files.find((file) => file.size === 0);
  if (empty) {
    throw new Error(`“${empty.name}” is empty. Export it again and look into it first.`);
  }
  const problem = tooLarge(form, files);
  if (problem) {
    throw new Error(problem);
  }
  const together = files.reduce((sum, file) => sum + file.size, 0);
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
        : reject(new Error(`Storage did not take ${file.name}. Is it too large?`));
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
