import { v7 } from 'uuid';

/** A new id that sorts by the time it was made (UUID version 7). */
export const newId = (): string => v7();

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a GUID, as Entra's object ids are. */
export const isGuid = (text: string): boolean => GUID.test(text);
