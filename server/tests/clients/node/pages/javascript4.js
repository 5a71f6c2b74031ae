import ImageKit from 'imagekit-javascript';
import { authentication, config, delivers, ensure, equal, photo, RedirectedRequest, rejection, shownBy,
  step } from './common.js';

const kit = new ImageKit({ publicKey: config.publicKey, urlEndpoint: config.urlEndpoint });
// The kit itself sends the public key.
const signed = async () => ({ ...await authentication(), publicKey: undefined });
const send = async (more) => kit.upload({ file: photo, fileName: 'page.jpg', ...await signed(),
  xhr: new RedirectedRequest(), ...more });
let file;

await step('upload', 'upload, with progress', async () => {
  const xhr = new RedirectedRequest();
  const progress = [];
  xhr.upload.addEventListener('progress', (event) => progress.push([event.loaded, event.total]));
  file = await send({ xhr, folder: '/page', tags: ['a', 'b'], useUniqueFileName: false,
    responseFields: 'tags' });
  equal([file.filePath, file.tags, file.width], ['/page/page.jpg', ['a', 'b'], 640]);
  equal(progress.at(-1)[0], progress.at(-1)[1]);
});
await step('upload', 'upload tells the request id and headers', () => {
  const { statusCode, headers } = file.$ResponseMetadata;
  equal(statusCode, 200);
  ensure(/^[0-9a-f-]{36}$/.test(headers['x-request-id']), headers);
});
await step('upload', 'upload, with a callback', async () => {
  const parameters = { file: photo, fileName: 'callback.jpg', ...await signed(),
    xhr: new RedirectedRequest() };
  const answer = await new Promise((resolve, reject) => {
    kit.upload(parameters, (error, response) => (error ? reject(error) : resolve(response)));
  });
  await delivers(answer.url);
});
await step('upload', 'upload, aborted on its way', async () => {
  const xhr = new RedirectedRequest();
  const aborted = new Promise((resolve) => {
    xhr.addEventListener('abort', resolve);
  });
  xhr.upload.addEventListener('progress', () => xhr.abort());
  send({ xhr, file: new Blob([photo, new Uint8Array(8000000)]), fileName: 'aborted.jpg' });
  await aborted;
});
await step('upload', 'upload, with a token that was used', async () => {
  const used = await signed();
  await send(used);
  const error = await rejection(send(used));
  equal(error.$ResponseMetadata.statusCode, 400);
  ensure(error.message.includes('has been used before'), error);
});
await step('upload', 'upload, whose connection is reset', async () => {
  const error = await rejection(send({ fileName: '__emulator_reset.jpg' }));
  equal(error.message, 'Request to ImageKit upload endpoint failed due to network error');
});
await step('upload', 'upload, with a transformation', async () => equal((await send({
  transformation: { pre: 'w-100' } })).width, 100));
await step('url', 'url, of the original', async () => {
  const url = kit.url({ path: '/page/page.jpg' });
  await delivers(url);
  await shownBy(url);
});
await step('url', 'url, with a transformation', async () => {
  const answer = await fetch(kit.url({ src: file.url, transformation: [{ width: 100 }] }));
  equal(answer.status, 200);
});
await step('', 'every method is called', () => equal(
  Object.getOwnPropertyNames(ImageKit.prototype).sort(), ['constructor', 'upload', 'url']));
window.finished = true;
