// What the programs of the pages have in common; window.config and window.print() come from browser.cjs.
export const { config } = window;
export const photo = await (await fetch('/photo.jpg')).blob();
const bytes = new Uint8Array(await photo.arrayBuffer());

export function ensure(condition, what) {
  if (!condition) throw new Error(typeof what === 'string' ? what : JSON.stringify(what));
}

export function equal(got, wanted) {
  ensure(JSON.stringify(got) === JSON.stringify(wanted),
    `${JSON.stringify(got)} is not ${JSON.stringify(wanted)}`);
}

export async function step(method, name, action) {
  try {
    await action();
    await window.print({ method, name, ok: true });
  } catch (error) {
    await window.print({ method, name, ok: false,
      detail: error?.name ? `${error}\n${error.stack}` : JSON.stringify(error) });
  }
}

export const authentication = async () => (await fetch('/auth')).json();

// The upload host is fixed in the packages: this one leads to the server.
export class RedirectedRequest extends XMLHttpRequest {
  open(method, url, ...rest) {
    super.open(method, url.replace('https://upload.imagekit.io', config.server), ...rest);
  }
}

export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

// The original, whole and readable by a script of this origin.
export async function delivers(url) {
  const answer = await fetch(url);
  ensure(answer.ok, `${answer.status} of ${url}`);
  const got = new Uint8Array(await answer.arrayBuffer());
  ensure(got.length === bytes.length && got.every((byte, n) => byte === bytes[n]), 'the bytes differ');
}

export async function shows(image) {
  await image.decode();
  equal([image.naturalWidth, image.naturalHeight], [640, 480]);
}

export function shownBy(url) {
  const image = new Image();
  image.src = url;
  return shows(image);
}

// Waits for an element that a component renders.
export async function rendered(selector) {
  for (let turn = 0; turn < 500; turn += 1) {
    const found = document.querySelector(selector);
    if (found) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  throw new Error(`nothing is ${selector}: ${document.body.innerHTML}`);
}
