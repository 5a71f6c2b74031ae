// Uploads by Promise.all, of which none is to be tried twice:
//   node crowd.cjs imagekit|@imagekit/nodejs COUNT [ROUNDS]
// Prints {"client", "version"}, an object {"count", "ms", "ids", "failures"} a round, and {"done": true}. The content of a
// file is a line of text that no other file has.
const { EMULATOR_URL, options, print, begin, end, redirectAxios } = require('./harness.cjs');

const [name, count, rounds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4] ?? 1)];

// A function that uploads one file and gives the answer.
function uploader() {
  if (name === 'imagekit') {
    const ImageKit = require(name);
    redirectAxios(name);
    const kit = new ImageKit(options);
    return (content, fileName) => kit.upload({ file: content, fileName });
  }
  globalThis.File ??= require('node:buffer').File;
  const { default: ImageKit, toFile } = require(name);
  const client = new ImageKit({ privateKey: options.privateKey, baseURL: EMULATOR_URL });
  return async (content, fileName) =>
    client.files.upload({ file: await toFile(content, fileName), fileName });
}

async function crowd(upload, round) {
  const from = performance.now();
  const all = await Promise.allSettled(Array.from({ length: count }, (_, i) =>
    upload(Buffer.from(`file ${i} of round ${round} with ${name}\n`), `file-${i}.txt`)));
  const ms = performance.now() - from;
  const failures = all.filter((one) => one.status === 'rejected');
  print({ count, ms, ids: new Set(all.map((one) => one.value?.fileId)).size,
    failures: failures.slice(0, 3).map((one) => String(one.reason?.message ?? one.reason)) });
}

(async () => {
  begin(name);
  const upload = uploader();
  for (let round = 0; round < rounds; round++) await crowd(upload, round);
  end();
})();
