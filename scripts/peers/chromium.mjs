// Draws final.svg of each output folder in one headless Chromium and prints `chromium<tab>name<tab>ms a picture`.
//
// usage: node chromium.mjs BROWSER ROUNDS OUT...

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [executablePath, rounds, ...outs] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"],
});
const page = await browser.newPage();
for (const out of outs) {
  const { w, h } = JSON.parse(readFileSync(join(out, "design.json"), "utf8")).page;
  const clip = { x: 0, y: 0, width: Math.round(w), height: Math.round(h) };
  await page.setViewport({ width: clip.width, height: clip.height, deviceScaleFactor: 1 });
  const url = pathToFileURL(join(out, "final.svg")).href;
  const draw = async () => {
    await page.goto(url);
    return page.screenshot({ type: "png", clip, optimizeForSpeed: true });
  };
  // The first picture pays for the start of the renderer.
  await draw();
  const start = performance.now();
  for (let i = 0; i < Number(rounds); i++) await draw();
  console.log(`chromium\t${basename(out)}\t${(performance.now() - start) / Number(rounds)}`);
}
await browser.close();
