// Adds up what is counted while it is typed; the server adds it up again.
"use strict";

const form = document.querySelector("form.count");
const minor = Number(form?.querySelector("[data-minor]").dataset.minor);
const written = (units) => (units / minor).toLocaleString("en", { minimumFractionDigits: minor > 1 ? 2 : 0 });

form?.addEventListener("input", () => {
  let total = 0;
  for (const input of form.querySelectorAll("[data-value]")) {
    const together = Number(input.dataset.value) * (Number.parseInt(input.value, 10) || 0);
    input.closest("tr").querySelector("[data-together]").textContent = together ? written(together) : "";
    total += together;
  }
  form.querySelector("[data-total]").textContent = written(total);
});
