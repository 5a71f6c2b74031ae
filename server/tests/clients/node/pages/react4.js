import { createRef } from 'react';
import { createRoot } from 'react-dom/client';
import * as kit from 'imagekitio-react';
import { authentication, config, delivers, ensure, equal, photo, RedirectedRequest, rendered, shows,
  step } from './common.js';

const { IKContext, IKCore, IKImage, IKUpload, IKVideo } = kit;

// IKUpload makes its own.
window.XMLHttpRequest = RedirectedRequest;

function render(child) {
  const place = document.body.appendChild(document.createElement('div'));
  createRoot(place).render(
    <IKContext publicKey={config.publicKey} urlEndpoint={config.urlEndpoint}
      authenticator={authentication}>{child}</IKContext>);
}

// Chooses a file in an IKUpload, and gives what it calls back with.
async function choose(name, more = {}, content = [photo]) {
  const progress = [];
  const outcome = new Promise((resolve) => {
    render(<IKUpload className={name} folder="/page" fileName="page.jpg" useUniqueFileName={false}
      onUploadProgress={(event) => progress.push([event.loaded, event.total])}
      onSuccess={(file) => resolve({ file, progress })} onError={(error) => resolve({ error })}
      {...more} />);
  });
  const input = await rendered(`input.${name}`);
  const files = new DataTransfer();
  files.items.add(new File(content, 'chosen.jpg'));
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return outcome;
}

await step('IKUpload', 'IKUpload, with progress', async () => {
  const { file, progress } = await choose('plain', { tags: ['a'], responseFields: ['tags'] });
  equal([file.filePath, file.tags, file.width], ['/page/page.jpg', ['a'], 640]);
  equal(progress.at(-1)[0], progress.at(-1)[1]);
  await delivers(file.url);
});
await step('IKUpload', 'IKUpload, refused', async () => {
  const { error } = await choose('refused', { checks: '"file.size" < "1kb"' });
  ensure(error.message, error);
});
await step('IKUpload', 'IKUpload, whose connection is reset', async () => {
  const { error } = await choose('reset', { fileName: '__emulator_reset.jpg' });
  equal(error.message, 'Request to ImageKit upload endpoint failed due to network error');
});
await step('IKUpload', 'IKUpload, aborted on its way', async () => {
  const ref = createRef();
  await new Promise((resolve) => {
    window.XMLHttpRequest = class extends RedirectedRequest {
      constructor() {
        super();
        this.addEventListener('abort', resolve);
      }
    };
    choose('aborted', { ref, onUploadProgress: () => ref.current.abort() },
      [photo, new Uint8Array(8000000)]);
  });
});
await step('IKImage', 'IKImage, of the original', async () => {
  render(<IKImage path="/page/page.jpg" alt="original" />);
  await shows(await rendered('img[alt=original][src]'));
});
await step('IKVideo', 'IKVideo, of the original', async () => {
  render(<IKVideo path="/page/page.jpg" className="video" />);
  await delivers((await rendered('video.video source')).src);
});
await step('IKCore', 'IKCore, url of the original', () => delivers(new IKCore({
  publicKey: config.publicKey, urlEndpoint: config.urlEndpoint }).url({ path: '/page/page.jpg' })));
await step('', 'everything it exports is used', () => equal(Object.keys(kit).sort(),
  ['IKContext', 'IKCore', 'IKImage', 'IKUpload', 'IKVideo']));
window.finished = true;
