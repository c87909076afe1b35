// Opens the page: who is there, the devices behind their tabs, the clock, and the first look.

import { build as buildCall, start as startCall } from "./call.js";
import * as counters from "./counters.js";
import { find, h, toast } from "./dom.js";
import { build as buildHandset, start as startHandset } from "./handset.js";
import { start as startMoney } from "./money.js";
import { start as startMpesa } from "./mpesa.js";
import { start as startPeople } from "./people.js";
import { build as buildSms, start as startSms } from "./sms.js";
import { tabs } from "./tabs.js";
import { start as startTime } from "./time.js";
import { build as buildWhatsapp, start as startWhatsapp } from "./whatsapp.js";
import { on, open, watch } from "./world.js";

const DEVICES = [
  { name: "ussd", title: "USSD", build: buildHandset, start: startHandset },
  { name: "sms", title: "SMS", build: buildSms, start: startSms },
  { name: "whatsapp", title: "WhatsApp", build: buildWhatsapp, start: startWhatsapp },
  { name: "call", title: "Call", build: buildCall, start: startCall },
];

async function main() {
  await open();
  tabs(DEVICES);
  for (const device of DEVICES) device.start();
  for (const start of [startMpesa, startMoney, startTime]) start();
  setInterval(counters.tick, 500);
  on("lost", ({ words }) => document.body.classList.contains("lost") || lost(words));
  on("reached", () => document.body.classList.remove("lost"));
  startPeople();
  watch();
  document.body.classList.add("open");
}

function lost(words) {
  document.body.classList.add("lost");
  toast(words);
}

main().catch((trouble) => {
  find("devices").replaceChildren(h("p", { class: "absent" }, `The simulator did not start: ${trouble.message}`));
});
