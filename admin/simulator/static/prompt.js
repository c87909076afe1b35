// What M-PESA asks on the phone, and the ways it can end.

import { toast } from "./dom.js";
import { relay } from "./relay.js";
import { here, look } from "./world.js";

export const ENDS = [
  ["pays", "Paid"], ["cancels", "Cancelled"], ["wrong_pin", "Wrong PIN"],
  ["not_enough", "Not enough money"], ["ignores", "No answer"],
];
export const WORDS = [
  ["late", "30 seconds late"], ["twice", "twice"], ["never", "never"],
];
const SAID = {
  pays: "Paid. M-PESA tells Imarisha at once.",
  cancels: "Cancelled. No money moved.",
  wrong_pin: "Wrong M-PESA PIN. No money moved.",
  not_enough: "Not enough in M-PESA. No money moved.",
  ignores: "Nobody answered the prompt.",
  late: "Paid. M-PESA's word comes 30 seconds late; Imarisha asks by itself.",
  twice: "Paid. M-PESA tells Imarisha twice; it is booked once.",
  never: "Paid. M-PESA's word never comes; Imarisha asks until it knows.",
};

export const kes = (cents) => (cents / 100).toLocaleString("en-KE", { minimumFractionDigits: cents % 100 ? 2 : 0 });

export function promptWords(prompt) {
  return `Do you want to pay Ksh ${kes(prompt.cents)} to ${here.start.house.name}, account ${prompt.reference}?\nEnter M-PESA PIN:`;
}

export async function answer(how) {
  try {
    const { answered } = await relay("mpesa/answer", { phone: here.phone, how });
    toast(answered ? SAID[how] : "There was no prompt any more.");
  } catch (trouble) {
    toast(trouble.message);
  }
  await look();
}
