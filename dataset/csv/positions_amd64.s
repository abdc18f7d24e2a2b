#include "textflag.h"

// func positions(window *[64]byte, one, other byte) uint64
//
// SSE2, which every amd64 has: X0 and X1 hold one and other sixteen times.
TEXT ·positions(SB), NOSPLIT, $0-24
	MOVQ    window+0(FP), SI
	MOVBLZX one+8(FP), AX
	MOVBLZX other+9(FP), BX
	MOVQ    AX, X0
	MOVQ    BX, X1
	PUNPCKLBW X0, X0
	PUNPCKLBW X1, X1
	PUNPCKLWL X0, X0
	PUNPCKLWL X1, X1
	PSHUFD  $0, X0, X0
	PSHUFD  $0, X1, X1

	MOVOU   48(SI), X2
	MOVOU   32(SI), X4
	MOVOU   16(SI), X6
	MOVOU   0(SI), X8
	MOVO    X2, X3
	MOVO    X4, X5
	MOVO    X6, X7
	MOVO    X8, X9
	PCMPEQB X0, X2
	PCMPEQB X1, X3
	PCMPEQB X0, X4
	PCMPEQB X1, X5
	PCMPEQB X0, X6
	PCMPEQB X1, X7
	PCMPEQB X0, X8
	PCMPEQB X1, X9
	POR     X3, X2
	POR     X5, X4
	POR     X7, X6
	POR     X9, X8
	PMOVMSKB X2, AX
	PMOVMSKB X4, BX
	PMOVMSKB X6, CX
	PMOVMSKB X8, DX
	SHLQ    $16, AX
	ORQ     BX, AX
	SHLQ    $16, AX
	ORQ     CX, AX
	SHLQ    $16, AX
	ORQ     DX, AX
	MOVQ    AX, ret+16(FP)
	RET
