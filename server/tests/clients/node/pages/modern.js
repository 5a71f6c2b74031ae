// The upload and the URLs that @imagekit/javascript 5 gives, which @imagekit/react 5 gives as well.
import { authentication, config, delivers, ensure, equal, photo, RedirectedRequest, rejection, shownBy,
  step } from './common.js';

export async function uploads(kit) {
  const send = async (more) => kit.upload({ file: photo, fileName: 'page.jpg',
    ...await authentication(), xhr: new RedirectedRequest(), ...more });
  let file;

  await step('upload', 'upload, with progress', async () => {
    const progress = [];
    file = await send({ tags: ['a', 'b'], folder: '/page', responseFields: ['tags'],
      useUniqueFileName: false, onProgress: (event) => progress.push([event.loaded, event.total]) });
    equal([file.filePath, file.tags, file.width], ['/page/page.jpg', ['a', 'b'], 640]);
    ensure(progress.length > 0, 'no progress was told');
    const [loaded, total] = progress.at(-1);
    ensure(loaded === total && total > photo.size, progress);
  });
  await step('upload', 'upload tells the request id and headers', async () => {
    const { statusCode, requestId, headers } = file.$ResponseMetadata;
    equal(statusCode, 200);
    ensure(/^[0-9a-f-]{36}$/.test(requestId), headers);
    ensure(headers['x-ik-requestid'] === requestId, headers);
  });
  await step('upload', 'upload, base64', async () => {
    const text = btoa(String.fromCharCode(...new Uint8Array(await photo.arrayBuffer())));
    await delivers((await send({ file: text })).url);
  });
  await step('upload', 'upload, by URL', async () => delivers((await send({
    file: config.origin + '/photo.jpg' })).url));
  await step('ImageKitAbortError', 'upload, aborted on its way', async () => {
    const controller = new AbortController();
    const big = new Blob([photo, new Uint8Array(8000000)]);
    const error = await rejection(send({ file: big, fileName: 'aborted.jpg',
      abortSignal: controller.signal, onProgress: () => controller.abort('enough') }));
    ensure(error instanceof kit.ImageKitAbortError, error);
    equal(error.reason, 'enough');
  });
  await step('ImageKitAbortError', 'upload, aborted before it begins', async () => {
    const error = await rejection(send({ abortSignal: AbortSignal.abort() }));
    ensure(error instanceof kit.ImageKitAbortError, error);
  });
  await step('ImageKitInvalidRequestError', 'upload, with a token that was used', async () => {
    const used = await authentication();
    await send(used);
    const error = await rejection(send(used));
    ensure(error instanceof kit.ImageKitInvalidRequestError, error);
    ensure(error.message.includes('has been used before'), error.message);
    equal(error.$ResponseMetadata.statusCode, 400);
  });
  await step('ImageKitInvalidRequestError', 'upload, with a wrong signature', async () => {
    const error = await rejection(send({ signature: '0'.repeat(40) }));
    ensure(error instanceof kit.ImageKitInvalidRequestError, error);
    equal(error.message, 'Your request contains invalid signature parameter.');
  });
  await step('ImageKitServerError', 'upload, while the server fails', async () => {
    const error = await rejection(send({ fileName: '__emulator_500.jpg' }));
    ensure(error instanceof kit.ImageKitServerError, error);
    equal(error.$ResponseMetadata.statusCode, 500);
  });
  await step('ImageKitUploadNetworkError', 'upload, whose connection is reset', async () => {
    const error = await rejection(send({ fileName: '__emulator_reset.jpg' }));
    ensure(error instanceof kit.ImageKitUploadNetworkError, error);
  });
  await step('upload', 'upload, with a transformation', async () => equal((await send({
    transformation: { pre: 'w-100' } })).width, 100));
  await step('buildSrc', 'buildSrc, of the original', async () => {
    const url = kit.buildSrc({ urlEndpoint: config.urlEndpoint, src: '/page/page.jpg',
      queryParameters: { v: '1' } });
    await delivers(url);
    await shownBy(url);
  });
  await step('buildSrc', 'buildSrc, whose answer tells scripts of this origin its headers', async () => {
    const { headers } = await fetch(kit.buildSrc({ urlEndpoint: config.urlEndpoint,
      src: '/page/page.jpg' }));
    equal([headers.get('content-type'), headers.get('content-length')],
      ['image/jpeg', String(photo.size)]);
    ensure(headers.get('etag') && headers.get('x-request-id'), [...headers]);
  });
  await step('buildSrc', 'buildSrc, with a transformation', async () => {
    const answer = await fetch(kit.buildSrc({ urlEndpoint: config.urlEndpoint, src: '/page/page.jpg',
      transformation: [{ width: 100 }] }));
    equal(answer.status, 200);
  });
  await step('buildTransformationString', 'buildTransformationString', () => equal(
    kit.buildTransformationString([{ width: 100, height: 50 }]), 'w-100,h-50'));
  await step('getResponsiveImageAttributes', 'getResponsiveImageAttributes', () => {
    const { src, srcSet } = kit.getResponsiveImageAttributes({ urlEndpoint: config.urlEndpoint,
      src: '/page/page.jpg', width: 100 });
    ensure(src.startsWith(config.urlEndpoint) && srcSet.includes(' 2x'), { src, srcSet });
  });
}

export const NAMES = ['ImageKitAbortError', 'ImageKitInvalidRequestError', 'ImageKitServerError',
  'ImageKitUploadNetworkError', 'buildSrc', 'buildTransformationString',
  'getResponsiveImageAttributes', 'upload'];
