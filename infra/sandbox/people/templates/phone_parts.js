// Small pieces the phone is drawn from. Text from outside only ever becomes text, never markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function button(label, act, kind = "") {
  return el("button", { type: "button", class: kind, onclick: act }, label);
}

export function shownTime(iso) {
  return iso ? iso.slice(0, 16).replace("T", " ") + " UTC" : "";
}

export function bubble({ mine, text, at, meta }) {
  return el("div", { class: mine ? "bubble mine" : "bubble" }, text,
    el("time", { datetime: at }, shownTime(at)), meta ? el("span", { class: "meta" }, meta) : null);
}

export function threadOf(messages) {
  const thread = el("div", { class: "thread", role: "log", "aria-label": "Messages" });
  for (const message of messages) {
    const mine = message.direction === "inbound";
    const problem = message.error_code ? ` (error ${message.error_code})` : "";
    const number = (mine ? message.to : message.from).replace("whatsapp:", "");
    const meta = mine ? `to ${number}` : `from ${number}, ${message.status}${problem}`;
    thread.append(bubble({ mine, text: message.body, at: message.date_created, meta }));
  }
  if (!messages.length) thread.append(el("p", { class: "hint" }, "Nothing yet."));
  return thread;
}

export function transcriptOf(call) {
  const log = el("div", { class: "thread", role: "log", "aria-label": "Transcript" });
  for (const entry of call.transcript) {
    const keys = entry.keys ? `key ${entry.keys}` : "";
    const cut = entry.heard === undefined ? "" : `heard only: “${entry.heard}”`;
    const meta = [keys, cut, entry.voicemail ? "left on voicemail" : ""].filter(Boolean).join(", ");
    log.append(bubble({ mine: entry.who === "customer", text: entry.text, at: entry.at, meta }));
  }
  return log;
}

export function mailBody(mail) {
  if (!mail.html) return el("pre", {}, mail.text);
  const page = `<base target="_blank">${mail.html}`;
  return el("iframe", { title: `Mail: ${mail.subject}`, srcdoc: page,
    sandbox: "allow-popups allow-popups-to-escape-sandbox" });
}

export function linksOf(mail) {
  if (!mail.links.length) return null;
  const list = el("ul", { "aria-label": "Links in this mail" });
  for (const link of mail.links) {
    list.append(el("li", {}, el("a", { href: link.url, target: "_blank", rel: "noopener" }, link.text || link.url)));
  }
  return list;
}
