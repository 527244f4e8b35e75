"""Opens reports in a browser, as a person would: from a file, wide and narrow, light and dark; searches, and looks for a
divergence. Usage: check_report.py MAQUETTE WORK_FOLDER CHROMIUM"""

import hashlib
import json
import pathlib
import subprocess
import sys

from playwright.sync_api import sync_playwright

maquette, work, chromium = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
BRIEF = "Poster for the harbour open day, Saturday 12 June 2027, 10am to 4pm, Pier 9, free entry. Fresh and friendly."


def canonical(value):
    """RFC 8785 for what the log of a run holds: no exotic numbers in the records that are changed here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def run(*args, code=0):
    done = subprocess.run([maquette, *args], capture_output=True, text=True)
    assert done.returncode == code, (args, done.returncode, done.stderr)
    return done.stdout


def swap_pictures(log):
    """Records the picture of one candidate as another's, and seals the log anew."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    drawn = [record for record in lines if record["kind"] == "effect.completed" and "png" in str(record["p"])]
    drawn = [record for record in drawn if "png" in record["p"].get("output", {})]
    first, other = drawn[0], drawn[1]
    first["p"]["output"]["png"] = other["p"]["output"]["png"]
    prev, sealed = "", []
    for record in lines:
        record["prev"] = prev
        record.pop("h")
        prev = hashlib.sha256(canonical(record).encode()).hexdigest()[:32]
        sealed.append(canonical({**record, "h": prev}))
    log.write_text("\n".join(sealed) + "\n")
    return first["seq"]


run("design", BRIEF, "--format", "A4", "--candidates", "6", "--turns", "2", "--auto", "2,best", "--out", str(work / "out"))
sound = work / "out" / "report.html"
seq = swap_pictures(work / "out" / "run" / "log" / "000001.jsonl")
parted = work / "parted.html"
run("replay", str(work / "out" / "run"), "--report", str(parted), code=3)

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    for name, width, scheme in [("wide", 1280, "light"), ("phone", 390, "light"), ("dark", 1280, "dark")]:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        wrong, asked = [], []
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
        page.goto(sound.as_uri())
        assert page.locator("article img").count() == 6, "three options in each of two turns"
        page.evaluate("Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode(); }))")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}: wider than the screen"
        bars = page.evaluate("[...document.querySelectorAll('.track .bar')].map((bar) => bar.getBoundingClientRect().width)")
        assert len(bars) > 40 and all(bar > 0 for bar in bars), f"{name}: {len(bars)} bars"
        steps = page.locator("#steps > details")
        page.keyboard.press("/")
        page.keyboard.type("critique t1.c02")
        shown = [step for step in steps.all() if step.is_visible()]
        assert 0 < len(shown) < steps.count(), f"{name}: {len(shown)} of {steps.count()} found"
        assert page.locator("#found").inner_text() == f"{len(shown)} of {steps.count()}"
        page.keyboard.press("Escape")
        assert all(step.is_visible() for step in steps.all()[:5])
        page.locator(".track .bar").last.click()
        # A bar opens its step.
        page.wait_for_function("location.hash && document.getElementById(location.hash.slice(1)).open", timeout=5000)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        dark = sum(int(part) for part in ground[4:-1].split(",")) < 300
        assert dark == (scheme == "dark"), f"{name}: {ground}"
        page.screenshot(path=str(work / f"report-{name}.png"))
        assert not wrong and not asked, (wrong, asked)
        page.close()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(parted.as_uri())
    told = page.locator("#divergence")
    assert f"record {seq}" in told.inner_text() and told.locator("img").count() == 2, told.inner_text()
    urls = [image.get_attribute("src") for image in told.locator("img").all()]
    assert urls[0] != urls[1]
    page.screenshot(path=str(work / "report-parted.png"))
    browser.close()
print(f"opens from a file, wide, narrow and dark; searches; shows the divergence at record {seq}")
