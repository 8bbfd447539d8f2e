/* Seals what this browser keeps of a form, with a key that only pages of the same person have.
   `seal` returns what may be stored, `unseal` the text, or null where another key sealed it. */
"use strict";

window.vigilSealing = (() => {
  async function keyOf(secret) {
    if (!secret || !crypto.subtle) return null;
    const raw = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
    return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  async function seal(secret, text) {
    const sealing = await keyOf(secret);
    if (!sealing) return { text };
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, sealing, new TextEncoder().encode(text));
    return { nonce: base64(nonce), sealed: base64(new Uint8Array(sealed)) };
  }

  async function unseal(secret, held) {
    try {
      if (!held || held.text) return held ? held.text : null;
      const of = { name: "AES-GCM", iv: bytes(held.nonce) };
      return new TextDecoder().decode(await crypto.subtle.decrypt(of, await keyOf(secret), bytes(held.sealed)));
    } catch {
      return null; // another key, as after a new password
    }
  }

  return { seal, unseal };
})();
