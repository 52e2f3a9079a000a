// Puts the key of the printed address, which stands behind "#", into the form, and sends the form.
"use strict";
const key = new URLSearchParams(location.hash.slice(1)).get("key");
if (key) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("key").value = key;
  document.getElementById("key-form").submit();
}
