/* en-ledger.ts: the words of the page about the ledger, in English. */
import { pluralsOf } from './plural';

const plural = pluralsOf<'one'>('en');
type Of = (key: string) => string;

export const ledger = {
  open: 'See what happened, and check it here',
  lead: 'What happened to the machinery of this service, newest first. Your browser fetches the files of the ledger as everybody gets them, and checks them itself.',
  verdicts: {
    busy: 'Being checked …',
    true: 'The ledger holds',
    stale: 'STALE: the ledger holds, but nothing recent is in it',
    false: 'FALSE: the ledger does not hold',
    unknown: 'Not checked',
  },
  claims: {
    signed: 'The newest state is signed with the ledger’s key.',
    unchecked:
      'The signature was not checked: this browser cannot, or the page did not come by an address that it trusts. All the rest was.',
    tree: (size: string) => `Its files make exactly the list of ${size} entries that it names.`,
    first: 'This is the first visit of this browser. From now on it remembers what it saw.',
    grown: (size: string, n: number, shown: string) =>
      n === 0
        ? `It is the very list of ${size} entries that this browser saw before.`
        : plural(n, {
            one: `It begins with the ${size} entries that this browser saw before: a proof of 1 hash.`,
            other: `It begins with the ${size} entries that this browser saw before: a proof of ${shown} hashes.`,
          }),
    noWitness: 'No independent witness signed it.',
    unnamed: (names: string) =>
      `Others signed it too: ${names}. Whether they did is not checked, as you named nobody whom you trust (below).`,
    witnessed: (n: number, shown: string) =>
      plural(n, {
        one: '1 witness whom you trust signed it.',
        other: `${shown} witnesses whom you trust signed it.`,
      }),
    when: (age: string) => `A witness saw this state last: ${age}.`,
  },
  problems: {
    true: 'It holds.',
    waits: 'The check did not end.',
    broken: 'The check could not be made.',
    vkey: 'What is served as the ledger’s key is no key.',
    note: 'What is served as the newest state is no signed note.',
    unsigned: 'The newest state is not signed with the ledger’s key.',
    noTree: 'The newest state names no list.',
    origin: 'The newest state is of another ledger than the key.',
    policy: 'What you wrote about whom you trust cannot be read.',
    otherLog: 'The ledger’s key is none that you trust.',
    witness: 'The signature of a witness whom you trust is false.',
    tooFew: 'Too few of the witnesses whom you trust signed it.',
    tiles: 'The files of the ledger do not make the list that was signed.',
    rollback: 'The ledger is shorter than on an earlier visit: entries that were there are gone.',
    fork: 'This is another ledger than on an earlier visit: entries that were there were changed.',
    bundle: 'A file of entries is damaged.',
    entry: 'An entry is not the one that was signed.',
    unknown: 'An entry is of no known kind.',
    misfit: 'An entry does not have what its kind must have.',
    key: 'The ledger has another key than on an earlier visit.',
    missing: 'A file that the ledger must have is not served.',
    long: 'A file of the ledger is longer than it can be.',
  },
  at: (index: string) => `At entry ${index}.`,
  line: (line: string) => `Line ${line}.`,
  evidence:
    'Keep both texts. Each is signed by the service: together they show others what you saw.',
  before: 'On an earlier visit',
  after: 'Now',
  forget: 'Forget the earlier visit',
  newest: (age: string) => `Newest entry: ${age}`,
  since: (moment: string) => `Shown and checked back to ${moment}.`,
  limits:
    'This page came from the service that it checks. Whoever does not want to trust it for that runs the command on “Do not take our word”.',
  again: 'Check again',
  unreachable: 'The ledger could not be fetched. That says nothing about it.',
  chart: {
    title: 'Entries over time',
    table: 'The same as a table',
    from: 'From',
    beats: 'Heartbeats',
    others: 'Everything else',
  },
  happened: 'What happened',
  filter: 'Kind',
  all: 'Everything',
  older: 'Show older',
  number: (index: string) => `entry ${index}`,
  between: (from: string, to: string) => `${from} to ${to}`,
  beats: (n: number, shown: string) =>
    plural(n, { one: '1 heartbeat', other: `${shown} heartbeats, none missing` }),
  silence: (n: number, shown: string) =>
    plural(n, { one: 'Silence for 1 minute', other: `Silence for ${shown} minutes` }),
  unknown: (type: string) => `An entry of a kind that this page does not know: ${type}`,
  misfit: 'An entry that does not have what its kind must have',
  proof: {
    show: 'Show the proof',
    holds: (size: string, hashes: string) =>
      `Proven: with these ${hashes} hashes this entry is in the list of ${size} entries that was signed.`,
    leaf: 'Hash of the entry',
    path: 'Hashes beside its way to the root',
  },
  trust: 'Whom you trust',
  policy: 'Keys of the ledger and of its witnesses',
  policyText:
    'As a policy (C2SP tlog-policy), from somebody else than this service. It stays in this browser.',
  policySave: 'Check with these',
  kinds: {
    genesis: 'Beginning',
    'region-start': 'Start of the region',
    'region-stop': 'Stop of the region',
    'process-start': 'Start of a process',
    'process-stop': 'End of a process',
    heartbeat: 'Heartbeat',
    refusal: 'Refusal',
    'events-lost': 'Events lost',
    room: 'Room on the disk',
    clock: 'Clock set back',
    app: 'Files of the web app',
    datamap: 'List of what is stored',
    key: 'New key',
    'key-retired': 'Key destroyed',
    erasure: 'Data destroyed',
    backup: 'Backup',
    restored: 'Restored from a backup',
    office: 'Office',
    decision: 'Decision',
    witnesses: 'Witnesses',
    answer: 'Answer to a decision',
    dismissal: 'Case closed',
    desk: 'Desk opened',
    'desk-opened': 'Read at the desk',
    sharing: 'Sharing with followers',
    claim: 'Claim',
    anew: 'Another ledger',
  },
  says: {
    genesis: (of: Of) => `The ledger ${of('origin')} began.`,
    'region-start': (of: Of) => `The region started. Its build is ${of('build')}.`,
    'region-stop': () => 'The region stopped, and said so before.',
    'process-start': (of: Of) => `The process ${of('role')} was started.`,
    'process-stop': (of: Of) => `The process ${of('role')} ended (${of('how')}, ${of('code')}).`,
    heartbeat: () => 'The region was alive.',
    refusal: (of: Of) =>
      `Requests of ${of('role')} to the key holder were refused (${of('what')}): ${of('count')}.`,
    'events-lost': (of: Of) => `Events of processes are missing here: ${of('count')}.`,
    room: (of: Of) => `The room on the disk changed: ${of('state')}.`,
    clock: () => 'The clock had run ahead and was set back.',
    app: () => 'From here on the web app has the files that this entry names.',
    datamap: (of: Of) => `From here on this list of ${of('rows')} stored fields holds.`,
    key: (of: Of) => `From here on people’s keys are wrapped with the key ${of('id')}.`,
    'key-retired': (of: Of) => `The key ${of('id')} was destroyed.`,
    erasure: () => 'The data of a person were destroyed.',
    backup: () => 'A backup was made.',
    restored: () => 'The region was restored from a backup.',
    office: (of: Of) =>
      `Who may decide what is taken down changed at ${of('organisation')} (${of('action')}).`,
    decision: (of: Of) =>
      `It was decided that ${of('object')} is ${of('state')}, on the ground ${of('ground')}.`,
    witnesses: () => 'From here on the region asks the witnesses that this entry names.',
    answer: () => 'Whom a decision is about answered it.',
    dismissal: () => 'A member of the office closed a case without taking anything down.',
    desk: () => 'A member of the office may read what was reported, for a while.',
    'desk-opened': () => 'A member of the office has read some of what was reported.',
    sharing: () => 'Somebody began to share videos with their followers alone, or ended it.',
    claim: (of: Of) =>
      `What the region says of its claim “${of('claim')}” from here on: ${of('state')}.`,
    anew: (of: Of) =>
      `The last entries of the ledger ${of('before')} are lost; it goes on as ${of('origin')}.`,
  },
};
