/** A suggestion of the guidance: its id, and the turn it was offered at. */
export interface Script { id: string; turn: number }
