import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillPath, filterText, objectId, queryOf, searchClause } from '../../src/entra/graph-path.ts';

describe('names on their way into an address', () => {
  it('stay one segment, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
        fc.pre(!/^\.+$/.test(name) && name.isWellFormed());
        const segments = new URL(
          `https://graph.example${fillPath('/users/{user}/chat', { values: { user: name } }).wire}`,
        ).pathname;
        assert.deepEqual(segments.split('/').map(decodeURIComponent), ['', 'users', name, 'chat']);
      }),
    );
  });

  for (const name of ['', '.', '..']) {
    it(`"${name}" is refused, since it would name another resource`, () => {
      assert.throws(() => fillPath('/users/{user}', { values: { user: name } }), { reason: 'badRequest' });
    });
  }

  it('are not shown in errors and logs, while object ids are', () => {
    const id = '5e0c1f00-0001-4000-8000-000000000001';
    const { shown } = fillPath('/users/{user}/x/{id}', {
      values: { user: 'carol@fabrikam.example' },
      ids: { id },
    });
    assert.equal(shown, `/users/{user}/x/${id}`);
  });

  it('double their apostrophes in a filter', () => {
    assert.equal(filterText("Carol O'Neil"), "'Carol O''Neil'");
  });

  it('escape their quotes and backslashes in a search', () => {
    assert.equal(searchClause('displayName', String.raw`a" OR "b\c`), String.raw`"displayName:a\" OR \"b\\c"`);
  });

  it('add no parameters to a query', () => {
    assert.equal(queryOf({ $filter: 'a&$top=1#', $count: true }), '$filter=a%26%24top%3D1%23&$count=true');
  });

  for (const name of ['carol@fabrikam.example', 'jose_contoso.example#EXT#@fabrikam.example', '']) {
    it(`"${name}" is no object id`, () => {
      assert.throws(() => objectId(name), { name: 'GraphError', reason: 'badRequest' });
    });
  }
});
