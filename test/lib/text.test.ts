import assert from 'node:assert/strict';
import { counted, listed, searchKeyOf, shortened, visibleText } from '../../src/lib/text.ts';

describe('text', () => {
  it('loses what turns or hides it, and nothing else', () => {
    assert.equal(visibleText('a\u202Egnp.exe'), 'a gnp.exe');
    assert.equal(visibleText('pay\u200Bpal \u2066x\u2069'), 'pay pal x');
    assert.equal(visibleText('hello\u{E0041}\u{E0042}'), 'hello');
    assert.equal(visibleText('two\u0000\nlines\u2028here'), 'two lines here');
    assert.equal(visibleText('  José  "O\'Neil" [x] <b>  '), 'José "O\'Neil" [x] <b>');
  });

  it('is found again without accents, in any case and however it was composed', () => {
    assert.equal(searchKeyOf('Zoë MÜLLER'), 'zoe muller');
    assert.equal(searchKeyOf('Zoe\u0308 Mu\u0308ller'), 'zoe muller');
  });

  it('is cut where it is too long, with a sign of it', () => {
    assert.equal(shortened('four', 4), 'four');
    assert.equal(shortened('a longer text', 9), 'a longer…');
  });

  it('counts and lists as people do', () => {
    assert.deepEqual([counted(1, 'person', 'people'), counted(0, 'person', 'people')], ['1 person', '0 people']);
    assert.deepEqual(
      [listed([]), listed(['Ann']), listed(['Ann', 'Bob']), listed(['Ann', 'Bob', 'Cy'], 'or')],
      ['', 'Ann', 'Ann and Bob', 'Ann, Bob or Cy'],
    );
  });
});
