import './ui/tokens.css';
import './ui/base.css';

// The page's first word is painted before the app is loaded: a frame first, then everything else.
requestAnimationFrame(() => setTimeout(() => void import('./start.ts')));
