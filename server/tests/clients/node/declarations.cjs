// Holds the answers of an imagekit package against its own declarations: each answer becomes a literal
// in a program whose compiler says whether it is of the type that the method promises. Members that the
// declarations do not know are fine: the service tells more than they do.
const path = require('node:path');
const ts = require('typescript');
const { folderOf } = require('./harness.cjs');

// The last two overloads of a method, one of which gives a promise; of a method with one, that one.
const HEAD = `
type Last<F> = F extends { (...a: any[]): infer A; (...a: any[]): infer B } ? A | B : never;
type Given<F> = F extends (...a: any[]) => any
  ? (unknown extends Last<F> ? ReturnType<F> : Last<F>) : never;
type Answer<F> = Extract<Given<F>, Promise<any>> extends Promise<infer R> ? R : never;
type Meta<R> = R extends { $ResponseMetadata: infer M } ? M : never;
type More = { [more: string]: unknown };
type Body<R> = R extends readonly (infer E)[] ? (E & More)[] : Omit<R, '$ResponseMetadata'> & More;
declare function body<F>(): <V extends Body<Answer<F>>>(value: V) => void;
declare function meta<F>(): <V extends Meta<Answer<F>>>(value: V) => void;
declare const kit: ImageKit;
`;

// The service says null for what a file has not, where the declarations have an optional member.
function withoutNullTags(answer) {
  return JSON.stringify(answer, (name, value) => (
    (name === 'AITags' || name === 'tags') && value === null ? undefined : value));
}

// Gives for each {method, answer} what is wrong with it, or ''.
module.exports = function check(name, answers) {
  const file = path.join(path.dirname(folderOf('typescript')), 'answers.ts');
  const lines = answers.map(({ method, answer }) => {
    const type = `typeof kit.${method}`;
    const metadata = JSON.stringify(answer.$ResponseMetadata);
    return `body<${type}>()(${withoutNullTags(answer)}); meta<${type}>()(${metadata});`;
  });
  const head = `import ImageKit = require('${name}');${HEAD}`;
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [],
    lib: ['lib.es2020.d.ts'], target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10 };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) => (path === file
    ? ts.createSourceFile(file, head + lines.join('\n'), ...rest) : getSourceFile(path, ...rest));
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  const wrong = answers.map(() => '');
  const first = head.split('\n').length - 1;
  for (const found of [...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source)]) {
    const line = source.getLineAndCharacterOfPosition(found.start).line - first;
    const text = ts.flattenDiagnosticMessageText(found.messageText, '\n');
    if (line < 0) throw new Error(text);
    wrong[line] += text + '\n';
  }
  return wrong;
};
