// Takes a picture out of a video that is about to be sent: what stands for it until somebody plays it.

const WIDEST = 1920; // pixels
const QUALITY = 0.9;
const PATIENCE = 15_000; // milliseconds

// The moment at 1 s, or at a tenth of a shorter video: the first picture is often black.
const momentOf = (seconds) => (Number.isFinite(seconds) ? Math.min(1, seconds / 10) : 1);

const once = (target, name, signal) =>
  new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { once: true, signal });
    target.addEventListener("error", reject, { once: true, signal });
  });

async function frameOf(video, url, signal) {
  const ready = once(video, "loadedmetadata", signal);
  video.src = url;
  await ready;
  const sought = once(video, "seeked", signal);
  video.currentTime = momentOf(video.duration);
  await sought;
  if (!video.videoWidth) return null; // sound alone, or a codec that this browser lacks
  const scale = Math.min(1, WIDEST / video.videoWidth);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

// Gives a JPEG as a Blob, upright, at most 1920 pixels wide; null when this browser cannot show the
// video or takes longer than 15 s. Never throws.
export async function posterOf(file) {
  const url = URL.createObjectURL(file);
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, preload: "auto" });
  const stop = new AbortController();
  let clock;
  const late = new Promise((resolve) => {
    clock = setTimeout(resolve, PATIENCE, null);
  });
  try {
    return await Promise.race([frameOf(video, url, stop.signal), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(clock);
    stop.abort();
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  }
}
