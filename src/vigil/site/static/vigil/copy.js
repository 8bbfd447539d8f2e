/* Copies a link that is handed over. Without scripts, and where the browser has no clipboard for
   this page (it has one over HTTPS only), there is no button: one click selects the whole link. */
"use strict";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const said = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        said.textContent = said.dataset.copied;
      } catch {
        getSelection().selectAllChildren(text); // the browser refused: one key copies what is selected
      }
    });
  }
}
