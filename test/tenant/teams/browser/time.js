const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** The window's time zone, which people's messages carry too. */
export const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const clockTime = (iso) => clock.format(new Date(iso));
export const dayName = (iso) => day.format(new Date(iso));
export const fullTime = (iso) => full.format(new Date(iso));
