// Puts the key of the printed address, which stands behind "#", into the form, and sends the form. The address may also
// be opened where this page stands already.
"use strict";
function enter() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  history.replaceState(null, "", location.pathname);
  document.getElementById("key").value = key;
  document.getElementById("key-form").submit();
}
addEventListener("hashchange", enter);
enter();
