// A second reader of the golden vectors, in another language, with nothing but
// Node's own crypto. It shares no code with the Python package: where both agree,
// the published text is enough to build a receiver.
//
//     node packages/protocol/vectors/verify.mjs

import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const load = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const LARGEST = 2 ** 53 - 1;
let checked = 0;

function must(holds, what) {
  checked += 1;
  if (!holds) throw new Error(`Wrong: ${what}`);
}

// Canonical bytes (RFC 8785 for whole numbers).
function encode(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isInteger(value) || Math.abs(value) > LARGEST || Object.is(value, -0)) throw new Error("number");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(encode).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${encode(value[name])}`).join(",")}}`;
}

function decode(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const value = JSON.parse(text);
  if (encode(value) !== text) throw new Error("written in another way");
  return value;
}

function refused(action) {
  try { action(); } catch { return true; }
  return false;
}

// Ed25519 over the prefix and the canonical body.
const DER = Buffer.from("302a300506032b6570032100", "hex");
const publicKey = (text) =>
  createPublicKey({ key: Buffer.concat([DER, Buffer.from(text, "base64url")]), format: "der", type: "spki" });
const kidOf = (text) => createHash("sha256").update(Buffer.from(text, "base64url")).digest("hex").slice(0, 32);
const PREFIX = Buffer.from("loa/1\n");

function check(envelope, key) {
  if (envelope.kid !== kidOf(key)) throw new Error("another key");
  const message = Buffer.concat([PREFIX, Buffer.from(encode(envelope.body))]);
  if (!verify(null, message, publicKey(key), Buffer.from(envelope.sig, "base64url"))) throw new Error("bad signature");
  return envelope.body;
}

// The chain of trust.
const contains = (outer, inner) => inner === outer || inner.startsWith(`${outer}/`);
const DEPTH = { centre: 0, province: 1, commune: 2, link: 3 };

function gather(root, texts) {
  const keys = { [kidOf(root)]: root }, grants = {}, lists = {};
  let waiting = texts.map((text) => decode(Buffer.from(text)));
  while (waiting.length) {
    const left = waiting.filter((envelope) => {
      if (!keys[envelope.kid]) return true;
      const body = check(envelope, keys[envelope.kid]);
      if (body.type === "delegation") {
        keys[kidOf(body.key)] = body.key;
        grants[kidOf(body.key)] = { by: envelope.kid, ...body };
      } else if (!lists[envelope.kid] || lists[envelope.kid].serial < body.serial) lists[envelope.kid] = body;
      return false;
    });
    if (left.length === waiting.length) throw new Error("a chain with a gap");
    waiting = left;
  }
  return { root: kidOf(root), grants, lists };
}

function standing(store, kid) {
  if (kid === store.root) return { role: "centre", area: "vn", klasses: ["emergency", "ordinary", "priority"], may_delegate: true, chain: [kid] };
  const grant = store.grants[kid];
  if (!grant) throw new Error("trust.unknown_key");
  const above = standing(store, grant.by);
  const klasses = [...(grant.klasses ?? [])].sort();
  if (!above.may_delegate) throw new Error("trust.wrong_role");
  if (above.chain.length > 1 && DEPTH[grant.role] <= DEPTH[above.role]) throw new Error("trust.wrong_role");
  if (!contains(above.area, grant.area)) throw new Error("trust.out_of_area");
  if (klasses.some((one) => !above.klasses.includes(one))) throw new Error("trust.out_of_class");
  return { role: grant.role, area: grant.area, klasses, may_delegate: grant.may_delegate ?? false, chain: [kid, ...above.chain] };
}

function speaker(store, kid, at) {
  const found = standing(store, kid);
  found.chain.forEach((link, place) => {
    const grant = store.grants[link];
    if (grant && !(grant.not_before <= at && at < grant.not_after)) throw new Error("trust.not_valid_now");
    for (const issuer of found.chain.slice(place + 1)) {
      const list = store.lists[issuer];
      if (!list || at >= list.next_update) throw new Error("trust.revocations_stale");
      if ((list.revoked ?? []).includes(link)) throw new Error("trust.revoked");
    }
  });
  return found;
}

// The enrolment code.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
function readCode(text) {
  const letters = text.replaceAll("-", "").slice(4);
  const data = Buffer.from([...letters.slice(0, 32)].reduce((sum, one) => sum * 32n + BigInt(ALPHABET.indexOf(one)), 0n)
    .toString(16).padStart(40, "0"), "hex");
  const check = ALPHABET[createHash("sha256").update("loa-check/1\n").update(data).digest()[0] & 31];
  return { secret: data.subarray(0, 10), root: data.subarray(10), check: check === letters[32] };
}

const canonical = load("canonical.json");
for (const { value, bytes } of canonical.good) must(Buffer.from(encode(value)).toString("hex") === bytes, bytes);
for (const bytes of canonical.refused) must(refused(() => decode(Buffer.from(bytes, "hex"))), bytes);

const signatures = load("signatures.json");
for (const { public: text, kid } of Object.values(signatures.keys)) must(kidOf(text) === kid, kid);
for (const { key, envelope } of signatures.good)
  must(!refused(() => check(decode(Buffer.from(envelope)), signatures.keys[key].public)), key);
for (const { key, why, envelope } of signatures.refused)
  must(refused(() => check(decode(Buffer.from(envelope)), signatures.keys[key].public)), why);

for (const { story, root, envelopes, answers } of load("trust.json")) {
  const store = gather(root, envelopes);
  for (const { key, at, ...expected } of answers) {
    let answer;
    try {
      const { area, role, klasses } = speaker(store, signatures.keys[key].kid, at);
      answer = { area, role, klasses };
    } catch (fault) { answer = { refused: fault.message }; }
    must(encode(answer) === encode(expected), `${story}: ${key} at ${at}: ${encode(answer)}`);
  }
}

const link = load("link.json");
const frame = decode(Buffer.from(link.frame));
must(frame.cursor.epoch === "e-1" && frame.cursor.n === 7, "cursor");
check(frame.envelope, signatures.keys.commune.public);
const parts = link.place.area.split("/");
const lanes = (lane) => [`loa/1/${lane}/all`, `loa/1/${lane}/p/${parts[1]}`, `loa/1/${lane}/c/${parts[2]}`];
must(encode([...lanes("em"), ...lanes("dn"), `loa/1/dn/d/${link.place.home}/${link.place.device}`]) === encode(link.topics), "topics");
const code = readCode(link.enrolment.code);
must(code.check && code.secret.toString("hex") === link.enrolment.secret, "code");
const print = createHash("sha256").update("loa-root/1\n").update(Buffer.from(link.enrolment.root, "base64url")).digest("hex").slice(0, 20);
must(print === code.root.toString("hex") && print === link.enrolment.root_fingerprint, "fingerprint");

console.log(`${checked} checks of the golden vectors agree.`);
