import type { PropertyReader } from '../../../sdk/properties.ts';

/** `serverValidationPolicy: .none`, `.system`, `.pinCertificate(path: …)`. */
export const validationPolicy: PropertyReader = (reading, value, span) => {
  const name = value.kind === 'name' || value.kind === 'call' ? value.path.at(-1) : undefined;
  if (name === 'none' || name === 'system') return reading.switched('verify', name === 'system', span);
  return reading.single('certificate', value, span);
};
