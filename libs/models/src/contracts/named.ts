/** The thing of that name; a missing one is a mistake of the program, not of a grid. */
export function named<Thing>(things: Readonly<Record<string, Thing | undefined>>, name: string): Thing {
  const thing = things[name];
  if (thing === undefined) throw new Error(`${name} is missing; there are ${Object.keys(things).join(', ')}`);
  return thing;
}
