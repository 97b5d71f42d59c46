/**
 * What the demo's user signs in with. It opens nothing but the demo, which lies on this computer and holds nothing: it is
 * shown where it is asked for, and so is no secret. The demo's proxy and gateway make theirs anew at each start.
 */
export const demoPassword = 'steppingstones';
