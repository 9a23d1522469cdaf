// The customer's phone: shows one person at a time and does what that person does.

import { bubble, button, el, linksOf, mailBody, shownTime, threadOf, transcriptOf } from "/phone/phone_parts.js";

const TABS = ["SMS", "WhatsApp", "Calls", "Mail"];
const main = document.getElementById("main");
const state = { address: "", tab: "", drafts: {}, sections: new Map(), drawn: {} };

async function ask(method, path, body) {
  const options = { method, headers: { "Content-Type": "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(path, options);
  const content = await answer.json();
  const notice = document.getElementById("notice");
  notice.hidden = answer.ok;
  notice.textContent = answer.ok ? "" : content.error;
  return content;
}

const act = (name, body = {}) => ask("POST", `/people/${encodeURIComponent(state.address)}/${name}`, body);

function field(name, label, kind = "input") {
  const node = el(kind, { "aria-label": label, placeholder: label, rows: kind === "textarea" ? 3 : null });
  const key = `${state.address} ${state.tab} ${name}`;
  node.value = state.drafts[key] ?? "";
  node.addEventListener("input", () => { state.drafts[key] = node.value; });
  node.fill = (value) => { if (!node.value) { node.value = value; } };
  node.clear = () => { node.value = ""; delete state.drafts[key]; };
  return node;
}

function ourNumber(messages, calls) {
  const last = messages.at(-1);
  if (last) return (last.direction === "inbound" ? last.to : last.from).replace("whatsapp:", "");
  const call = calls.at(-1);
  return call ? (call.direction === "inbound" ? call.to : call.from) : "";
}

function writeBox(data, channel) {
  const text = field("text", "Message"), to = field("to", "To number");
  to.fill(ourNumber(data.messages.filter((m) => m.channel === channel), data.calls));
  const send = async (event) => {
    event.preventDefault();
    const done = await act("text", { to: to.value, body: text.value, channel });
    if (!done.error) text.clear();
  };
  return el("form", { class: "card", onsubmit: send },
    el("div", { class: "row" }, text, el("button", { class: "primary" }, "Send")),
    el("div", { class: "row" }, el("span", { class: "meta" }, "to"), to));
}

function drawMessages(data, channel, parts) {
  const messages = data.messages.filter((message) => message.channel === channel);
  parts.thread.replaceChildren(threadOf(messages));
  if (!parts.foot) {
    parts.foot = writeBox(data, channel);
    parts.box.replaceChildren(parts.foot);
  }
  const to = parts.foot.querySelector("[aria-label='To number']");
  to.fill(ourNumber(messages, data.calls));
}

function ringingCall() {
  return el("div", { class: "row", role: "group", "aria-label": "Incoming call" },
    button("Answer", () => act("answer", { as: "human" }), "go"),
    button("Let voicemail answer", () => act("answer", { as: "machine" })),
    button("Busy", () => act("answer", { as: "busy" })),
    button("Do not answer", () => act("answer", { as: "no_answer" }), "stop"));
}

function liveCall() {
  const words = field("say", "Say"), heard = field("heard", "Heard until then");
  const speak = async (event) => {
    event.preventDefault();
    const done = await act("say", { text: words.value });
    if (!done.error) words.clear();
  };
  const keys = el("div", { class: "keys", role: "group", "aria-label": "Keypad" });
  for (const digit of "123456789*0#") {
    keys.append(el("button", { type: "button", "aria-label": `Key ${digit}`, onclick: () => act("press", { digit }) }, digit));
  }
  return el("div", { class: "card" },
    el("form", { class: "row", onsubmit: speak }, words, el("button", { class: "primary" }, "Speak")),
    el("div", { class: "row" }, heard, button("Interrupt", async () => {
      const done = await act("interrupt", { heard: heard.value });
      if (!done.error) heard.clear();
    })),
    keys, button("Hang up", () => act("hang_up"), "stop"));
}

function dialBox(data) {
  const to = field("dial", "Number to call");
  to.fill(ourNumber(data.messages, data.calls));
  return el("form", { class: "card row", onsubmit: (event) => { event.preventDefault(); act("call", { to: to.value }); } },
    to, el("button", { class: "go" }, "Call this number"));
}

function drawCalls(data, parts) {
  const open = data.calls.find((call) => !call.end_time);
  const nodes = data.calls.map((call) => {
    const from = call.direction === "inbound" ? `You called ${call.to}` : `${call.from} calls`;
    const length = call.duration ? `, ${call.duration} s` : "";
    const status = call.status === "ringing" ? "is ringing" : call.status;
    return el("article", { class: "card", "aria-label": `Call ${status}` },
      el("div", { class: "row" }, el("strong", {}, from), el("span", { role: "status" }, `${status}${length}`), el("time", {}, shownTime(call.date_created))),
      transcriptOf(call));
  });
  parts.thread.replaceChildren(...nodes);
  if (!nodes.length) parts.thread.append(el("p", { class: "hint" }, "No calls yet."));
  const kind = !open ? "dial" : open.status === "in-progress" ? "live" : open.direction === "inbound" ? "wait" : "ring";
  if (parts.kind === kind && parts.call === open?.sid) return;
  parts.kind = kind;
  parts.call = open?.sid;
  const foot = { dial: () => dialBox(data), live: liveCall, ring: ringingCall, wait: () => el("p", { class: "hint" }, "Connecting…") };
  parts.box.replaceChildren(foot[kind]());
}

function mailCard(mail) {
  const mine = mail.direction === "inbound";
  if (mine) return bubble({ mine, text: `${mail.subject}\n\n${mail.text}`, at: mail.at, meta: `to ${mail.to.join(", ")}` });
  const reply = field(`reply ${mail.id}`, "Reply", "textarea");
  const send = async (event) => {
    event.preventDefault();
    const done = await ask("POST", `/mails/${encodeURIComponent(mail.id)}/reply`, { text: reply.value });
    if (!done.error) reply.clear();
  };
  const offers = mail.headers.some(([name]) => name.toLowerCase() === "list-unsubscribe-post");
  const leave = () => ask("POST", `/mails/${encodeURIComponent(mail.id)}/unsubscribe`, {});
  const invited = mail.attachments.some((file) => file.text.includes("METHOD:REQUEST"));
  const answer = (word) => ask("POST", `/mails/${encodeURIComponent(mail.id)}/invitation`, { answer: word });
  const files = mail.attachments.map((file) => file.name || file.content_type).join(", ");
  return el("article", { class: "card", "aria-label": mail.subject },
    el("h3", {}, mail.subject),
    el("p", { class: "meta" }, `from ${mail.from}, ${shownTime(mail.at)}`),
    mailBody(mail), linksOf(mail),
    files ? el("p", { class: "meta" }, `Attached: ${files}`) : null,
    invited ? el("div", { class: "row", role: "group", "aria-label": "Answer the invitation" },
      button("Accept", () => answer("accepted")), button("Maybe", () => answer("tentative")),
      button("Decline", () => answer("declined"))) : null,
    offers ? button(mail.unsubscribed ? "Unsubscribed" : "Unsubscribe", leave) : null,
    el("form", { class: "row", onsubmit: send }, reply, el("button", { class: "primary" }, "Send reply")));
}

function drawMail(data, parts) {
  // A card that has not changed stays as it is, so that nobody loses what they are typing.
  parts.cards ??= new Map();
  const cards = data.mails.map((mail) => {
    const kept = parts.cards.get(mail.id), seen = JSON.stringify([mail.unsubscribed, mail.text, mail.html]);
    if (kept?.seen === seen) return kept.node;
    const node = mailCard(mail);
    parts.cards.set(mail.id, { seen, node });
    return node;
  });
  const shown = [...parts.thread.children];
  if (cards.length !== shown.length || cards.some((card, n) => card !== shown[n])) parts.thread.replaceChildren(...cards);
  if (!cards.length) parts.thread.replaceChildren(el("p", { class: "hint" }, "No mail yet."));
}

function frameFor(data) {
  const person = data.person;
  const tabs = el("div", { role: "tablist", "aria-label": "What reached this person" });
  for (const name of TABS) {
    // What is there until the answer comes would take text meant for what was chosen.
    const choose = () => { state.tab = name; state.drawn = {}; panel.replaceChildren(); refresh(); };
    tabs.append(el("button", { role: "tab", type: "button", "aria-selected": String(name === state.tab), onclick: choose }, name));
  }
  const panel = el("section", { role: "tabpanel", "aria-label": state.tab, class: "thread" });
  const thread = el("div", { class: "thread" }), box = el("div");
  panel.append(thread, box);
  const known = [person.name, ...person.addresses].filter(Boolean).join(" · ");
  main.replaceChildren(el("h2", {}, known), el("p", { class: "meta" }, `Time zone ${person.time_zone}`), tabs, panel);
  const callsTab = tabs.children[TABS.indexOf("Calls")];
  return { key: `${state.address} ${state.tab}`, thread, box, callsTab };
}

// Where the newest of what reached somebody stands; nobody looks for a mail among texts.
function newestTab(data) {
  const reached = [
    ...data.messages.map((message) => [message.date_created, message.channel === "sms" ? "SMS" : "WhatsApp"]),
    ...data.calls.map((call) => [call.date_created, "Calls"]),
    ...data.mails.map((mail) => [mail.at, "Mail"]),
  ];
  const start = ["", state.address.includes("@") ? "Mail" : "SMS"];
  return reached.reduce((newest, one) => (one[0] >= newest[0] ? one : newest), start)[1];
}

async function drawPerson() {
  const address = state.address;
  if (!address) return;
  const data = await (await fetch(`/phone/api/person/${encodeURIComponent(address)}`)).json();
  // Somebody else may have been chosen while this answer was on its way.
  if (data.error || address !== state.address) return;
  state.tab ||= newestTab(data);
  if (state.drawn.key !== `${state.address} ${state.tab}`) state.drawn = frameFor(data);
  state.zone = data.person.time_zone;
  const rings = data.calls.some((call) => call.status === "ringing" && call.direction !== "inbound");
  state.drawn.callsTab.classList.toggle("rings", rings);
  const draw = { SMS: () => drawMessages(data, "sms", state.drawn), WhatsApp: () => drawMessages(data, "whatsapp", state.drawn),
    Calls: () => drawCalls(data, state.drawn), Mail: () => drawMail(data, state.drawn) };
  draw[state.tab]();
}

function smallPrint(person) {
  if (person.ringing) return "The phone is ringing";
  return person.name ? person.addresses.join(" · ") : shownTime(person.last);
}

async function drawPeople() {
  const data = await (await fetch("/phone/api/people")).json();
  document.getElementById("clock").textContent = shownTime(data.now);
  state.now = data.now;
  const wanted = document.getElementById("search").value.toLowerCase();
  const rows = data.people.filter((p) => [p.name, ...p.addresses].join(" ").toLowerCase().includes(wanted)).slice(0, 200);
  document.getElementById("people").replaceChildren(...rows.map((person) =>
    el("li", {}, el("a", { href: `#${encodeURIComponent(person.id)}`, "aria-current": person.id === state.address ? "true" : null },
      person.name || person.id, el("small", { class: person.ringing ? "ringing" : null }, smallPrint(person))))));
}

let drawing = false, again = false;
async function refresh() {
  if (drawing) { again = true; return; }
  drawing = true;
  try {
    do { again = false; await drawPeople(); await drawPerson(); } while (again);
  } finally {
    drawing = false;
  }
}

function choose() {
  state.address = decodeURIComponent(location.hash.slice(1));
  state.tab = "";
  state.drawn = {};
  if (state.address) main.replaceChildren();
  refresh();
}

// The wall time a zone shows at an instant, as if it were UTC.
function shownIn(zone, instant) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric",
    month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" })
    .formatToParts(instant).map((part) => [part.type, part.value]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

function nextMorning() {
  const zone = state.zone || "UTC", now = new Date(state.now);
  const local = new Date(shownIn(zone, now));
  const target = new Date(local);
  target.setUTCHours(10, 0, 0, 0);
  while (target <= local || [0, 6].includes(target.getUTCDay())) target.setUTCDate(target.getUTCDate() + 1);
  const guess = new Date(target - (shownIn(zone, now) - Math.floor(now / 1000) * 1000));
  return new Date(guess - (shownIn(zone, guess) - target)).toISOString();
}

function monthLater() {
  const moment = new Date(state.now);
  moment.setUTCMonth(moment.getUTCMonth() + 1);
  return moment.toISOString();
}

document.querySelector(".clock").addEventListener("click", async ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  target.disabled = true;
  if ("due" in target.dataset) await ask("POST", "/clock/run_due", {});
  else if ("morning" in target.dataset) await ask("POST", "/clock", { now: nextMorning() });
  else if ("month" in target.dataset) await ask("POST", "/clock", { now: monthLater() });
  else await ask("POST", "/clock", { advance_seconds: Number(target.dataset.seconds) });
  target.disabled = false;
  refresh();
});
document.getElementById("search").addEventListener("input", refresh);
document.getElementById("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const person = await ask("GET", `/people/${encodeURIComponent(document.getElementById("address").value.trim())}`);
  if (!person.error) location.hash = encodeURIComponent(person.id);
});
addEventListener("hashchange", choose);
new EventSource("/phone/api/changes").onmessage = refresh;
choose();
