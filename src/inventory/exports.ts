import type { Rows } from '../db/database.ts';
import type { FileKind } from '../files/file-kind.ts';
import { csvHead, csvLine } from './csv.ts';
import { peopleQuery } from './people-filter.ts';
import { pagesOfPeople } from './people-list.ts';

const ROWS_AT_ONCE = 1000;

/** A list of people as a CSV file: what an offer of it is about is a `PeopleQuery`. */
export const peopleFile = (rows: Rows): FileKind => ({
  kind: 'people',
  name: 'the list',
  begin: (about) => {
    let people = 0;
    const pieces = async function* () {
      yield csvHead();
      for await (const page of pagesOfPeople(rows, peopleQuery.parse(JSON.parse(about)), ROWS_AT_ONCE)) {
        people += page.length;
        yield page.map(csvLine).join('');
      }
    };
    return { pieces: pieces(), facts: () => ({ people }) };
  },
});
