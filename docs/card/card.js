// The card of the page CARD.md: the WebAssembly module, asked a line at a time (docs/TARGETS.md, "The line").
// CARD_WASM, the module in base64, comes from card-wasm.js, which `docs/build` writes; a page that is opened from a folder
// may not fetch files.
(() => {
  const desk = document.getElementById("card-desk");
  if (!desk || typeof CARD_WASM === "undefined") return;

  const octets = Uint8Array.from(atob(CARD_WASM), (character) => character.charCodeAt(0));
  const { put, take } = new WebAssembly.Instance(new WebAssembly.Module(octets)).exports;

  // Asks the card one line; returns its answer.
  function ask(request) {
    for (const octet of new TextEncoder().encode(request + "\n")) put(octet);
    const answer = [];
    for (let octet = take(); octet >= 0; octet = take()) answer.push(octet);
    return new TextDecoder().decode(Uint8Array.from(answer)).trim();
  }

  // Gives the card numbers to draw: it has no chance of its own.
  function shuffle() {
    const numbers = Array.from({ length: 4 }, () =>
      Array.from(crypto.getRandomValues(new Uint8Array(4)), (octet) => octet.toString(16).padStart(2, "0")).join(""),
    );
    return ask("random " + numbers.join(" "));
  }

  let contacts = true;
  let drawn = false;

  // Performs a line that was typed; returns what is to be shown below it.
  function perform(line) {
    const [word] = line.split(/\s+/);
    if (word === "contacts" || word === "tap") {
      contacts = word === "contacts";
      return contacts ? "commands go over the contacts" : "commands go by a tap of the radio";
    }
    if (/^(on|off|leave|random|read|write|cut|manufacture)$/.test(word)) {
      drawn = drawn || word === "random";
      return ask(line);
    }
    const command = line.replace(/\s+/g, "");
    if (!/^([0-9a-fA-F]{2})+$/.test(command)) {
      return "error an APDU is an even number of hexadecimal digits; orders are on, off, leave, random, contacts, tap";
    }
    if (!drawn) shuffle();
    drawn = false;
    return ask(`exchange ${contacts ? "contacts" : "radio"} 0 ${command.toUpperCase()}`);
  }

  desk.innerHTML =
    '<form><label for="card-line">APDU</label> <input id="card-line" autocomplete="off" spellcheck="false">' +
    ' <button>Send</button></form><ol aria-live="polite"></ol>';
  const list = desk.querySelector("ol");
  const input = desk.querySelector("input");

  function show(line, answer) {
    const item = document.createElement("li");
    const [asked, told] = [document.createElement("code"), document.createElement("samp")];
    asked.textContent = line;
    told.textContent = answer;
    if (/^(error|fault|no )/.test(answer)) told.className = "refused";
    item.append(asked, told);
    list.append(item);
    item.scrollIntoView({ block: "nearest" });
  }

  desk.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const line = input.value.trim();
    if (line === "") return;
    show(line, perform(line));
    input.value = "";
  });
  // The keys of the page around turn its leaves.
  input.addEventListener("keydown", (event) => event.stopPropagation());

  ask("manufacture");
  show("on", ask("on"));
})();
