"""Takes the pictures of the editors' handbook from the demo paper, freshly loaded and running at ADDRESS.

    NEWSROOM_VAR=/tmp/handbook PORT=8138 python -m newsroom.serve
    NEWSROOM_VAR=/tmp/handbook python docs/editors/make_pictures.py http://127.0.0.1:8138

It writes and saves in the demo as its people do: take a new demo for each run.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "img"
WIDE, PHONE = 1280, 360
COLOURS = 128
HEADLINE = "আমানতের সুদ বাড়াল তিন ব্যাংক, ঋণের সুদও বাড়ছে"
STANDFIRST = "মেয়াদি আমানতে সুদ এখন সাড়ে ১০ শতাংশ পর্যন্ত।"
PARAGRAPHS = (
    "তিনটি ব্যাংক এ সপ্তাহে মেয়াদি আমানতের সুদ বাড়িয়েছে | নতুন হার কার্যকর হয়েছে রোববার থেকে।",
    "এক ব্যাংকের ব্যবস্থাপক বলেনঃ গ্রাহক ফিরছেন, ২ দিনে হিসাব খোলা হয়েছে 340টি ।",
)
BIJOY = "MZKvj evsjv‡`k e¨vsK Rvbvq, Avgvb‡Zi my` evo‡e|"
MARKED, WITH_EMAIL = "চোরের দল", "সাত রকম কাগজের তালিকা"
"""Words of two comments that wait: one says listed words, the writer of the other left an e-mail."""
PASTE = """(text) => {
  const clip = new DataTransfer();
  clip.setData("text/plain", text);
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: clip, bubbles: true, cancelable: true}));
}"""


class Newsroom:
    """The demo's people, each signed in once."""

    def __init__(self, browser: Browser, address: str, passwords: dict[str, str]) -> None:
        self.browser, self.address, self.passwords = browser, address, passwords
        self.sessions: dict[str, dict] = {}

    def page(self, who: str, path: str, width: int = WIDE) -> Page:
        """Open a page of the desk as somebody."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, device_scale_factor=1, locale="bn-BD",
            timezone_id="Asia/Dhaka", storage_state=self.sessions.get(who),
        )  # fmt: skip
        page = context.new_page()
        if who not in self.sessions:
            page.goto(f"{self.address}/admin/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", self.passwords[who])
            page.press("[name=password]", "Enter")
            page.wait_for_selector("#bar .person")
            self.sessions[who] = context.storage_state()
        page.goto(f"{self.address}/admin/{path}")
        return page

    def story(self, who: str, number: int | None = None, width: int = WIDE) -> Page:
        """Open the form of a story, or an empty one, and wait for its editor."""
        place = f"{number}/change/" if number else "add/"
        return ready(self.page(who, f"articles/article/{place}", width))

    def number(self, who: str, words: str) -> int:
        """Return the number of the story with these words in its headline."""
        page = self.page(who, "articles/article/")
        address = page.get_by_role("link", name=words).first.get_attribute("href")
        return int(address.removesuffix("/change/").rpartition("/")[2])


def ready(page: Page) -> Page:
    """Wait for the editor of a story."""
    page.wait_for_selector(".prose-menubar [data-name]")
    return page


def end_of_body(page: Page) -> None:
    """Put the caret behind the last word."""
    page.click(".ProseMirror")
    page.keyboard.press("Control+End")


def take(page: Page, name: str, selector: str | None = None, height: int | None = None) -> None:
    """Save what matters of a page: an element, or the whole from the top, cut off after `height`."""
    page.evaluate("scrollTo(0, 0)")  # what sticks to the top would lie over the element
    clip = page.locator(selector).first.bounding_box() if selector else None
    shot = page.screenshot(full_page=True, clip=clip)
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    if height:
        picture = picture.crop((0, 0, picture.width, min(height, picture.height)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def desk(room: Newsroom) -> None:
    """The bar, the first page, the plan, notes, several stories at once."""
    page = room.page("editor", "")
    take(page, "bar", "#bar")
    take(page, "desk-work", "main", 760)
    take(room.page("editor", "articles/article/plan/"), "desk-plan", "main", 640)
    number = room.number("editor", "পোশাক কারখানায় বেতন পরিস্থিতি")
    page = room.story("editor", number)
    page.fill("#note textarea", "@নুসরাত মাহবুব ছবি পেলাম। মালিকপক্ষের কথা কখন পাব?")
    take(page, "desk-notes", ".notes-sheet")
    page = room.page("editor", "articles/article/")
    for box in page.locator(".results input[type=checkbox]").all()[1:4]:
        box.check()
    take(page, "desk-bulk", "main", 560)


def writing(room: Newsroom) -> int:
    """A reporter writes, is shown signs and Bijoy, and hands in; returns the story's number."""
    page = room.story("reporter")
    page.fill("[name=headline]", HEADLINE)
    page.fill("[name=standfirst]", STANDFIRST)
    page.select_option("[name=category]", label="ব্যাংক")
    end_of_body(page)
    page.keyboard.insert_text(PARAGRAPHS[0])
    page.keyboard.press("Enter")
    page.keyboard.insert_text(PARAGRAPHS[1])
    page.wait_for_url("**/change/")
    page.wait_for_selector("#lint:not([hidden])")
    take(page, "writing-signs", ".body-field")
    page.click(".panel .acts button[value=save]")  # what is missing is counted anew
    page.wait_for_selector(".message")
    ready(page)
    page.reload()  # without the message
    ready(page)
    page.wait_for_selector("#lint:not([hidden])")
    take(page, "writing-form", height=720)
    end_of_body(page)
    page.keyboard.press("Enter")
    page.evaluate(PASTE, BIJOY)
    page.wait_for_selector(".prose-editor .offer li")
    take(page, "writing-bijoy", ".body-field", 420)
    page.click(".prose-editor .offer button:first-child")
    page.wait_for_selector(".saved[data-state=saved]")
    page.click(".panel .acts button[value=submit]")
    page.wait_for_selector(".message")
    return int(page.url.removesuffix("/change/").rpartition("/")[2])


def kept_on_the_phone(room: Newsroom) -> None:
    """The connection goes while somebody writes; the text is offered when the story is opened again."""
    number = room.number("reporter", "শিল্প এলাকায় গ্যাসের চাপ")
    phone = room.story("reporter", number, PHONE)
    phone.context.set_offline(True)
    end_of_body(phone)
    phone.keyboard.insert_text("গাজীপুরের কোনাবাড়ীতে তিন দিন ধরে গ্যাসের চাপ নেই।")
    phone.wait_for_selector(".saved[data-state=offline]")
    take(phone, "writing-offline", height=330)
    phone.close(run_before_unload=False)
    again = phone.context.new_page()
    again.context.set_offline(False)
    again.goto(f"{room.address}/admin/articles/article/{number}/change/")
    ready(again)
    again.wait_for_selector("#keeping-bars .notice, #keeping-bars [data-bar]")
    take(again, "writing-kept", height=480)


def two_at_once(room: Newsroom) -> None:
    """An editor saves what a reporter is writing in."""
    number = room.number("reporter", "নদীভাঙনে সব হারানো")
    writer, other = room.story("reporter", number), room.story("editor", number)
    other.fill("[name=headline]", "নদীভাঙনে ঘর গেছে, পরিবারগুলো এখন কোথায়")
    other.click(".panel .acts button[value=save]")
    other.wait_for_selector(".message")
    writer.fill("[name=headline]", "নদীভাঙনে সব হারানো ৬০ পরিবার এখন কোথায়")
    end_of_body(writer)
    writer.keyboard.insert_text("উলিপুরের চরে ৬০টি পরিবার এখন বাঁধের ওপর।")
    writer.click("#keeping-bars a[href*=conflict]")
    writer.wait_for_selector(".conflict-page")
    take(writer, "writing-conflict", "main", 640)


def publishing(room: Newsroom, handed_in: int) -> None:
    """What is missing, correcting, comparing, seeing it as readers will."""
    page = room.story("chief", handed_in)
    page.click(".act-override > summary")
    page.fill("[name=override]", "সূত্রের নাম ছাপা যাবে না, প্রধান সম্পাদক কথা বলেছেন")
    take(page, "publishing-checks", ".panel section:first-child")
    number = room.number("editor", "বন্দরে আটকে ১১ হাজার")
    page = room.story("editor", number)
    page.click(".act-correct > summary")
    take(page, "publishing-live", ".panel section:first-child")
    compared = room.page("editor", f"articles/article/{number}/compare/")
    take(compared, "publishing-compare", "main", 560)
    seen = room.page("editor", f"articles/article/{number}/preview/")
    seen.wait_for_timeout(1500)  # the page in the frame has pictures
    seen.fill("[name=reader]", "আইনজীবী সালমা হক")
    take(seen, "publishing-preview", "main")


def moderating(room: Newsroom) -> None:
    """The queue, a card with its marked words, the keys, two at once with the way back, a ban, the phone."""
    page = room.page("moderator", "comments/desk/")
    take(page, "comments-desk", height=584)
    page.keyboard.press("Shift+Slash")
    take(page, "comments-keys", "#keys")
    page.keyboard.press("Escape")
    marked = page.locator(".card", has_text=MARKED)
    marked.locator(".card-text").click()
    page.keyboard.press("d")
    marked.locator("[data-why]").wait_for()
    take(page, "comments-card", ".card[aria-current]")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": WIDE, "height": 1200})  # the whole sheet is to be seen
    page.locator(".card", has_text=WITH_EMAIL).locator(".card-text").click()
    page.keyboard.press("b")
    page.wait_for_selector("#sheet form")
    take(page, "comments-ban", "#sheet")
    page.keyboard.press("Escape")
    phone = room.page("moderator", "comments/desk/", PHONE)
    take(phone, "comments-phone", height=930)
    page = room.page("moderator", "comments/desk/?queue=unreviewed")
    for _card in range(2):
        page.keyboard.press("x")
        page.keyboard.press("j")
    page.keyboard.press("Shift+KeyA")
    page.wait_for_selector("#undo-bar button")
    take(page, "comments-undo", height=470)


def main(address: str) -> None:
    """Take all pictures."""
    lines = (Path(os.environ["NEWSROOM_VAR"]) / "demo-logins.txt").read_text().splitlines()
    passwords = {name: password for name, _role, password in (line.split("\t") for line in lines)}
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        room = Newsroom(browser, address, passwords)
        desk(room)
        handed_in = writing(room)
        kept_on_the_phone(room)
        two_at_once(room)
        publishing(room, handed_in)
        moderating(room)


if __name__ == "__main__":
    main(sys.argv[1])
