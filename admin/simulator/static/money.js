// Beside the phone, what the money did: accounts and loans, the newest journal entries, and the texts she got.

import { drawnWhenNew, fill, find, h } from "./dom.js";
import { clockTime, day, here, on, shillings, shown } from "./world.js";

const KINDS = { shares: "Shares", deposits: "Deposits", ordinary: "Savings" };
const WHAT = {
  deposit: "Savings came in", unplaced: "Money without a place", disburse_loan: "A loan is granted",
  undo_disbursement: "A loan is taken back", payout_confirmed: "M-PESA paid it out", late_charge: "A late charge",
  repay_loan: "A repayment", reserve_withdrawal: "A withdrawal is set aside", earn_withdrawal_fee: "The fee is earned",
  return_withdrawal: "A withdrawal came back", opening: "Brought in from before", reversal: "A mistake is taken back",
};
const LATEST_TEXTS = 3;

export function start() {
  const money = find("money").appendChild(h("div", { "aria-live": "polite" }));
  const books = find("books").appendChild(h("div", { class: "entries", tabindex: "0", role: "region", "aria-label": "Journal entries" }));
  const texts = find("texts").appendChild(h("ol", { class: "latest" }));
  const drawMoney = drawnWhenNew(money, owned);
  const drawBooks = drawnWhenNew(books, entries);
  const drawTexts = drawnWhenNew(texts, latest);
  on("chosen", () => known.clear());
  on("seen", (seen) => {
    drawMoney({ ...seen.books, entries: null, whose: here.phone });
    drawBooks({ whose: here.phone, entries: seen.books.entries });
    drawTexts({ whose: here.phone, texts: seen.sms.texts.slice(-LATEST_TEXTS).reverse() });
  });
}

const dayOf = (date) => shown(date, { day: "numeric", month: "short" });

let before = { whose: "" };
function owned(node, books) {
  const known = before.whose === books.whose ? before : null;
  before = books;
  if (!books.member) {
    fill(node, h("p", { class: "quiet" }, `Nobody yet. Dial ${here.start.house.code} and join.`));
    return;
  }
  const was = (list, number, field) => known?.[list].find((each) => each.number === number)?.[field];
  const changed = (list, each, field) => (known && was(list, each.number, field) !== each[field] ? "changed" : "");
  fill(node,
    h("p", { class: "whose" }, h("b", {}, books.name), ` ${books.number}`, books.blocked && h("span", { class: "tag late" }, "blocked")),
    h("table", { class: "sums" }, h("caption", { class: "unseen" }, "Accounts"), h("tbody", {}, books.accounts.map((each) =>
      h("tr", { class: changed("accounts", each, "balance") },
        h("th", { scope: "row" }, KINDS[each.kind] || each.kind, h("small", {}, each.number)), h("td", {}, each.balance))))),
    ...books.loans.map((loan) => h("div", { class: `loan ${changed("loans", loan, "left")}` },
      h("p", {}, h("b", {}, `Loan ${loan.number}`), h("span", { class: "left" }, loan.left)),
      h("small", {}, loan.late && h("span", { class: "tag late" }, `${loan.late} late`), `Next ${loan.next}, due ${dayOf(new Date(loan.due))}`))),
    books.loans.length === 0 && h("p", { class: "quiet" }, "No loan."));
}

const known = new Map();
function entries(node, { whose, entries: found }) {
  const news = known.get("whose") === whose;
  known.set("whose", whose);
  fill(node, found.length ? found.map((entry) => drawn(entry, news && !known.has(entry.key))) : h("p", { class: "quiet" }, "Nothing is written about this phone."));
  for (const entry of found) known.set(entry.key, true);
}

function drawn(entry, isNew) {
  const at = new Date(entry.at);
  return h("article", { class: isNew ? "entry new" : "entry" },
    h("h3", {}, WHAT[entry.what] || entry.what.replaceAll("_", " "), isNew && h("span", { class: "tag" }, "new"),
      h("time", { datetime: entry.at }, `${dayOf(new Date(entry.on))}${entry.what === "opening" ? "" : `, ${clockTime(at)}`}`)),
    h("table", {}, h("thead", { class: "unseen" }, h("tr", {}, ["Account", "Debit", "Credit"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, entry.lines.map((line) => h("tr", { class: line.own ? "own" : "" },
        h("th", { scope: "row" }, line.account), h("td", {}, line.debit), h("td", {}, line.credit))))));
}

function latest(node, { texts }) {
  fill(node, texts.length ? texts.map((text) => h("li", {},
    h("p", {}, text.text),
    h("small", {}, `${day(new Date(text.at))}, ${clockTime(new Date(text.at))} · ${text.parts} ${text.parts === 1 ? "part" : "parts"} · ${shillings(text.parts * here.start.prices.sms_part)}`)))
    : h("li", { class: "quiet" }, "No text yet."));
}
