/* Offers the zone of this device for the times of the programme. Nothing is sent or kept until
   somebody presses the button; without this script the list of cities does the same. */
"use strict";

for (const form of document.querySelectorAll("form[data-zone]")) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const select = form.querySelector("select");
  const button = form.querySelector("[data-own]");
  if (own && own.includes("/") && select.value !== own) {
    button.value = own;
    button.querySelector("bdi").textContent = own.split("/").pop().replaceAll("_", " ");
    button.hidden = false;
    // The list would be sent too, and come first.
    button.addEventListener("click", () => { select.disabled = true; });
  }
}
