// Keeps the lab page up to date: the server sends each part that changed. Forms are sent without leaving the page, and
// a phone that has the focus takes the keys of the keyboard.
"use strict";

const lab = document.getElementById("lab");
const status = document.getElementById("lab-status");

function tell(text, isBad) {
  status.textContent = text;
  status.classList.toggle("bad", Boolean(isBad));
}

// Changes an element into a fresh one, as little as possible: what was typed, opened, scrolled and focused stays, and a
// screen reader hears of the words that changed alone.
function change(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const isLike = next && !next.id && next.nodeName === child.nodeName;
    const kept = child.id ? [...old.children].find((own) => own.id === child.id) : isLike ? next : null;
    if (!kept) {
      old.insertBefore(child, next);
      continue;
    }
    if (kept === next) next = next.nextSibling;
    else old.insertBefore(kept, next);
    change(kept, child);
  }
  while (next) {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
}

// Puts the new content of a part in its place. A phone keeps the focus if the key that had it is gone.
function replace(part) {
  const old = document.getElementById(part.id);
  if (!old) return;
  const holder = document.createElement("template");
  holder.innerHTML = part.html;
  const focused = document.activeElement && document.activeElement.closest("[data-phone]");
  const page = old.querySelector(".page");
  const before = page && page.textContent;
  change(old, holder.content.firstElementChild);
  if (focused && document.activeElement === document.body) focused.focus({ preventScroll: true });
  const shown = old.querySelector(".page");
  if (!shown) return;
  const marked = shown.querySelector(".marked");
  if (marked) shown.scrollTop = marked.offsetTop - shown.clientHeight / 2;
  else if (before !== shown.textContent) shown.scrollTop = 0;
}

// Forms go one after the other, so that keys arrive in the order in which they were pressed.
let queue = Promise.resolve();

function send(action, fields) {
  fields.set("live", "1");
  queue = queue.then(async () => {
    try {
      const response = await fetch(action, { method: "POST", body: fields, redirect: "manual" });
      const type = response.headers.get("content-type") || "";
      if (type.startsWith("text/plain")) tell(await response.text(), !response.ok);
      else tell(status.dataset.failed, true);
    } catch (_) {
      tell(status.dataset.lost, true);
    }
  });
}

lab.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-live")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  send(form.action, fields);
  if (form.hasAttribute("data-clear")) {
    for (const field of form.querySelectorAll("input:not([type=hidden])")) field.value = "";
  }
});

const KEYS = { Enter: "ok", Escape: "back", Backspace: "erase", ArrowUp: "up", ArrowDown: "down", F2: "menu", F3: "help", F4: "end" };

lab.addEventListener("keydown", (event) => {
  const phone = event.target.closest("[data-phone]");
  if (!phone || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea")) return;
  // Enter and the blank press the button that has the focus.
  if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
  const key = KEYS[event.key] || (event.key.length === 1 ? "char:" + event.key : null);
  if (!key) return;
  event.preventDefault();
  // Arrows move the mark of a menu, and scroll any other page.
  const page = phone.querySelector(".page");
  if (page && (key === "up" || key === "down") && !page.querySelector(".menu")) {
    page.scrollTop += key === "up" ? -48 : 48;
    return;
  }
  const form = phone.querySelector("form");
  const fields = new URLSearchParams(new FormData(form));
  fields.set("key", key);
  send(form.action, fields);
});

// The browser connects again by itself, and says what it has last seen.
const query = new URLSearchParams({ from: lab.dataset.from, seen: lab.dataset.seen });
const source = new EventSource("/lab/changes?" + query);
let isLost = false;
source.addEventListener("part", (event) => replace(JSON.parse(event.data)));
source.addEventListener("error", () => {
  isLost = true;
  tell(status.dataset.lost, true);
});
source.addEventListener("open", () => {
  if (isLost) tell("", false);
  isLost = false;
});
