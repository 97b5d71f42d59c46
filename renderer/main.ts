import './ui/tokens.css';
import './ui/base.css';

const start = (): void => void import('./start.ts');

// The page's first word is painted before the app is loaded. A page that is hidden is not painted and has no frames.
if (document.hidden) start();
else requestAnimationFrame(() => setTimeout(start));
