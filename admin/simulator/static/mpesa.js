// Beside the phone, M-PESA's own counter: the wallet, how a prompt ends, and a payment at the paybill.

import { drawnWhenNew, fill, find, h, toast } from "./dom.js";
import { ENDS, WORDS, answer, kes } from "./prompt.js";
import { relay } from "./relay.js";
import { here, look, on } from "./world.js";

export function start() {
  const wallet = h("p", { class: "wallet" });
  const prompt = h("div", { class: "prompt", "aria-live": "polite" });
  find("mpesa").append(wallet, prompt, paybill());
  const draw = drawnWhenNew(prompt, (node, waiting) => fill(node, waiting ? asked(waiting) : [quiet()]));
  on("seen", ({ mpesa, books }) => {
    fill(wallet, mpesa.connected
      ? ["In the wallet ", h("b", {}, `KES ${kes(mpesa.cents)}`)]
      : ["M-PESA's sandbox is not connected here."]);
    draw((mpesa.prompts || [])[0] || null);
    suggest(books);
  });
}

const quiet = () => h("p", { class: "quiet" }, "No prompt waits. Repaying or saving makes one pop up on the phone.");

function asked(waiting) {
  const choice = ([how, name]) => h("button", { type: "button", class: how === "pays" ? "chosen" : "", onclick: (event) => pressed(event, how) }, name);
  return [
    h("p", { class: "asks" }, h("b", {}, `KES ${kes(waiting.cents)}`), ` to ${here.start.house.name}, account ${waiting.reference}. How does it end?`),
    h("div", { class: "ways", role: "group", "aria-label": "How the prompt ends" }, ENDS.map(choice)),
    h("div", { class: "ways word" }, h("span", { id: "word" }, "Paid, and M-PESA's word to us comes"),
      h("div", { role: "group", "aria-labelledby": "word" }, WORDS.map(choice))),
  ];
}

function pressed(event, how) {
  for (const button of event.target.closest(".prompt").querySelectorAll("button")) button.disabled = true;
  answer(how);
}

function paybill() {
  const wrong = h("p", { class: "wrong", role: "alert" });
  const amount = h("input", { id: "amount", name: "amount", inputmode: "numeric", autocomplete: "off", required: true, value: "500", size: "6" });
  const account = h("input", { id: "account", name: "account", autocomplete: "off", list: "accounts", size: "12" });
  const form = h("form", { class: "paybill", onsubmit: pay },
    h("div", {}, h("label", { for: "amount" }, "Shillings"), amount),
    h("div", {}, h("label", { for: "account" }, "Account"), account, h("datalist", { id: "accounts" })),
    h("button", { type: "submit" }, "Pay"), wrong);
  return h("details", {}, h("summary", {}, `Pay at the paybill ${here.start.house.paybill}`), form,
    h("p", { class: "quiet" }, "A loan, savings or member number, or a phone. Anything else goes to suspense: try a typo."));

  async function pay(event) {
    event.preventDefault();
    wrong.textContent = "";
    try {
      const shillings = Number(amount.value.replaceAll(/[\s,]/g, ""));
      if (!Number.isInteger(shillings)) throw new Error("Whole shillings, for example 500.");
      const { receipt } = await relay("mpesa/pay", { phone: here.phone, shillings, reference: account.value.trim() });
      toast(`M-PESA took it, receipt ${receipt}.`);
      look();
    } catch (trouble) {
      wrong.textContent = trouble.message;
    }
  }
}

let suggestedFor = "";
function suggest(books) {
  const numbers = [...books.loans.map((loan) => loan.number), ...books.accounts.map((each) => each.number).reverse(), books.number].filter(Boolean);
  if (`${here.phone} ${numbers}` === suggestedFor) return;
  suggestedFor = `${here.phone} ${numbers}`;
  fill(find("accounts"), numbers.map((value) => h("option", { value })));
  find("account").value = numbers[0] || here.phone.replace("+254", "0");
}
