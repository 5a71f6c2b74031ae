import * as kit from '@imagekit/react';
import { createRoot } from 'react-dom/client';
import { config, delivers, equal, rendered, shows, step } from './common.js';
import { NAMES, uploads } from './modern.js';

const { Image, ImageKitProvider, Video } = kit;

function render(child) {
  const place = document.body.appendChild(document.createElement('div'));
  createRoot(place).render(
    <ImageKitProvider urlEndpoint={config.urlEndpoint}>{child}</ImageKitProvider>);
}

await uploads(kit);
await step('Image', 'Image, of the original', async () => {
  render(<Image src="/page/page.jpg" alt="original" responsive={false} />);
  await shows(await rendered('img[alt=original]'));
});
await step('Image', 'Image, responsive', async () => {
  render(<Image src="/page/page.jpg" alt="responsive" width={100} />);
  const image = await rendered('img[alt=responsive]');
  await image.decode();
});
await step('Video', 'Video, of the original', async () => {
  render(<Video src="/page/page.jpg" className="video" />);
  await delivers((await rendered('video.video')).src);
});
await step('', 'everything it exports is called', () => equal(Object.keys(kit).sort(),
  [...NAMES, 'Image', 'ImageKitContext', 'ImageKitProvider', 'Video'].sort()));
window.finished = true;
