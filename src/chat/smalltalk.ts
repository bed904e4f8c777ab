type About = 'greeting' | 'thanks' | 'bye' | 'mood' | 'self';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const GREETING = setOf(
  'hi hello hey hallo moin servus bonjour salut hola yo morning evening afternoon morgen greetings howdy hiya heya hullo sup buenos buenas guten tag abend bonsoir ciao ola gruezi ahoy wave ping',
);
const THANKS = setOf(
  'thanks thank thankyou thnx thanx thankx grateful ta nice1 thx ty cheers danke dankeschon merci gracias tysm thanx tack grazie obrigado appreciated appreciate vielen',
);
const BYE = setOf('bye goodbye cya ciao tschuss tschuess adieu adios later goodnight night revoir luego farewell');
const MOOD = setOf(
  'lovely ace fab sweet sorted brill splendid marvellous neat magic dandy grand superb nicely sound wicked impressive fair enough legend great cool nice awesome perfect good ok okay super fine excellent wonderful lol haha hehe sorry oops wow amazing love well brilliant fantastic yes no yep nope yeah sure right alright hmm ah oh bravo top prima genial parfait perfecto bien understood noted roger kk gotcha 👍 🙏 😀 🎉 ❤️ 😊 😂 👋 ja nein oui non si joke bad terrible stupid useless rubbish sucks annoying friday weekend coffee kidding test testing',
);
const PLAIN = setOf(
  "a an and are all again am as at be bot buddy but can chat crossover day days do doing dear everyone everybody folks for friend from dir euch beaucoup mucho mucha muchas schonen dank tomorrow monday next blah bla la noch einen dia noche vous te le guys have here how how's i im in is it its job just lot lots me mate much my now of on one re really robot see so soon team that that's the there this to today too tonight u up very was we week welcome what what's with work working you your you're youre yours then thing made makes making by whats things help helping helped helpful again nice meet bis zum schon bunch million ton tons heaps loads kind sweet star legend hero lifesaver ace bot's mister sir madam everything nothing going fab ever always day's done got glad happy pleased pleasure such great's",
);
const SELF =
  /^(?:who|what) (?:are|r) (?:you|u)$|^(?:are|r) (?:you|u) (?:a |an )?(?:bot|human|real|ai|robot|there|alive|awake|chatgpt|person|machine|copilot)\b|^(?:what is|whats|what's) your name$|^who (?:made|built|wrote|created) (?:you|this)|^wer bist du|^qui es-tu|^quien eres|^bist du|^(?:(?:are|r) )?(?:you|u) (?:still )?(?:there|around|awake|alive)$|^are you (?:still )?there|^how old are you|^do you (?:sleep|dream|like|love|have feelings)/u;
const HOW =
  /^(?:how are (?:you|u|things)|how is it going|hows it going|how do you do|wie geht|wie gehts|ca va|comment ca va|comment vas|que tal|como estas|como esta usted|what is up$|whats up$|how was your|tell me a joke|alles klar|all good|you (?:rock|suck|are (?:the best|great|awesome|useless|stupid|funny)))/u;

/** What a sentence is about that asks for nothing; undefined where it may. */
export function smalltalkIn(words: readonly string[]): About | undefined {
  const said = words.filter((word) => word !== '' && !/^[^\p{L}\p{N}\p{Emoji}]+$/u.test(word));
  const text = said.join(' ').replace(LEADING, '');
  if (SELF.test(text)) return 'self';
  if (HOW.test(text)) return 'mood';
  if (said.length > LONGEST) return undefined;
  const has = (some: ReadonlySet<string>): boolean => said.some((word) => some.has(word));
  const isOnly = said.every(
    (word) =>
      GREETING.has(word) ||
      THANKS.has(word) ||
      BYE.has(word) ||
      MOOD.has(word) ||
      PLAIN.has(word) ||
      (/^\p{Emoji}+$/u.test(word) && !/^\d/u.test(word)),
  );
  if (!isOnly || said.length === 0) return undefined;
  if (has(THANKS)) return 'thanks';
  if (has(GREETING)) return 'greeting';
  if (has(BYE)) return 'bye';
  return has(MOOD) || /^see (?:you|ya|u)\b/u.test(text) || said.some((word) => /\p{Emoji_Presentation}/u.test(word))
    ? 'mood'
    : undefined;
}

const LONGEST = 12;
const LEADING = /^(?:(?:hi|hello|hey|hallo|hola|bonjour|salut|so|ok|okay|and|well|there|good|morning|sorry|btw) )+/u;
