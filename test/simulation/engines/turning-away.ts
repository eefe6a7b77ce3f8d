import { notAcceptedWords } from '../../../actors/not-accepted.ts';
import type { Shown } from './telegram-server.ts';

/** A word that no event asks for, because the log is away. */
export const isTurningAway = ({ of }: Pick<Shown, 'of'>): boolean => of.includes(notAcceptedWords);
