import { randomInt } from 'node:crypto';

const predicates =
  `able agile amber apt bold brave brief bright brisk calm candid clever cosmic crisp daring deft
eager early easy even fair fancy fast fine firm fleet fresh gentle glad golden grand happy hardy honest humble jolly keen
kind light lively loyal lucky lunar mellow merry mild modest neat nimble noble patient placid polite proud quick quiet
rapid rare ready robust royal sage serene sharp silent silver simple sleek smart solar solid sound spry stable steady
still sturdy subtle sunny swift tidy tranquil true trusty upbeat vivid warm wise witty zesty`.split(/\s+/);

const nouns =
  `ant auk bass bat bear bee bison boar carp cat cod colt cow crab crane crow deer dingo dog dove duck eel
egret elk fawn finch fish fox frog gecko goat goose grouse gull hare hawk hen heron horse hound ibex ibis jay kite koala
koi lamb lark lemur lion llama lynx mare marten mole moose moth mouse mule newt orca otter owl ox panda perch pika pony
puma quail ram raven robin rook seal shad shark sheep shrew skink sloth snail snipe squid stag stork swan swift tern toad
trout tuna viper vole wasp whale wolf wren yak zebra`.split(/\s+/);

/** A name of MLflow's form, `predicate-noun-number`, at most 20 letters. */
export function randomRunName(): string {
  return `${pick(predicates)}-${pick(nouns)}-${randomInt(0, 1001)}`;
}

function pick(words: string[]): string {
  return words[randomInt(words.length)] ?? 'new';
}
