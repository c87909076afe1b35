// Passkeys: the browser asks the device, and what the device answers is sent like any other form.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// The options are JSON, with base64url where the browser wants bytes.
function readable(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) made[list] = options[list].map((each) => ({ ...each, id: bytes(each.id) }));
  }
  return made;
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function ask(form) {
  const proof = new URLSearchParams(new FormData(form));
  const reply = await fetch(form.dataset.options, { method: "POST", body: proof });
  if (!reply.ok || reply.redirected) throw new Error(`${reply.status}`);
  const publicKey = readable(await reply.json());
  const found = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  form.elements.credential.value = written(found);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const trouble = form.querySelector("[role=alert]");
    trouble.hidden = true;
    try {
      await ask(form);
      form.submit();
    } catch {
      form.elements.credential.value = "";
      trouble.hidden = false;
      for (const button of form.querySelectorAll("button")) button.disabled = false;
    }
  });
}
