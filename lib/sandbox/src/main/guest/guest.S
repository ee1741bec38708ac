# The demo guest: what the pretend VM runs. It reads the data areas of its own disk through the BIOS (INT 13h extensions),
# hashes them with SHA-256 (FIPS 180-4) and says once a second on COM1 whether the hash is the one in its header.
# 16-bit real mode, all of it below 64 KiB in segment 0, so that it boots from every controller the BIOS can read.
#
#   sector 0      boot sector           0x7c00   stack below it
#   sector 1      header (by DemoGuest) 0x1000   magic 8, uuid text 36, sha256 32, count 4, count x (first sector 4, sectors 4)
#   sector 2 ..   stage 2               0x1200
#   scratch                             0x3000
#   read buffer                         0x8000 - 0xffff

.intel_syntax noprefix
.code16

.set HEADER, 0x1000
.set UUID, HEADER + 8
.set EXPECTED, HEADER + 44
.set EXTENT_COUNT, HEADER + 76
.set EXTENTS, HEADER + 80

.set DRIVE, 0x3000                      # 1 byte
.set BYTES, 0x3004                      # hashed so far
.set SHA, 0x3010                        # 32 bytes, as printed
.set W, 0x3100                          # message schedule, 64 words
.set A, 0x3210                          # A[i], E[i]: the working variables a and e after round i; a b c d are A[i-1] .. A[i-4],
.set E, 0x3410                          # e f g h are E[i-1] .. E[i-4], and the hash value itself lives in A[-1 .. -4], E[-1 .. -4]

.set BUFFER, 0x8000
.set BUFFER_SECTORS, 64
.set COM1, 0x3f8
.set TICKS, 0x46c                       # BIOS tick counter, 18.2 Hz

# ---------------------------------------------------------------------------------------------------------- boot sector
.section .boot, "ax"
        jmp 0:boot                      # some BIOSes start at 07c0:0000
boot:   xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax                      # interrupts are off until the next instruction is done
        mov sp, 0x7c00
        sti
        cld
        mov [DRIVE], dl
        mov si, offset load
        mov ah, 0x42
        int 0x13
        jnc main
halt:   hlt
        jmp halt
load:   .byte 16, 0
        .word STAGE2_SECTORS + 1, HEADER, 0
        .quad 1
        .org 510
        .word 0xaa55

# -------------------------------------------------------------------------------------------------------------- stage 2
.section .stage2, "ax"
main:   call serial_open
        call sha_open
        mov bx, offset EXTENTS
        mov cx, [EXTENT_COUNT]
1:      push cx
        call hash_extent
        pop cx
        mov si, offset unreadable
        jc report
        add bx, 8
        loop 1b
        call sha_close
        mov si, offset SHA
        mov di, offset EXPECTED
        mov cx, 8
        repe cmpsd
        mov si, offset good
        je report
        mov si, offset bad
report: push si                         # for ever: a console may be attached late
        call print
        mov si, offset uuid
        call print
        call second
        pop si
        jmp report

# Reads and hashes the extent at bx; carry set when the BIOS cannot read it. Keeps bx.
hash_extent:
        mov eax, [bx]
        mov [packet_lba], eax
        mov ebp, [bx + 4]               # sectors left
1:      test ebp, ebp                   # clears carry
        jz 4f
        mov eax, BUFFER_SECTORS
        cmp eax, ebp
        jbe 2f
        mov eax, ebp
2:      mov [packet_count], ax
        sub ebp, eax
        pushad
        mov si, offset packet
        mov dl, [DRIVE]
        mov ah, 0x42
        int 0x13
        popad
        jc 4f
        add [packet_lba], eax
        mov cx, ax
        shl cx, 3                       # blocks of 64 bytes
        mov si, offset BUFFER
3:      call sha_block
        loop 3b
        jmp 1b
4:      ret

# ------------------------------------------------------------------------------------------------------------- SHA-256
sha_open:
        mov si, offset initial
        mov di, offset A - 16
        mov cx, 4
        rep movsd
        mov di, offset E - 16
        mov cx, 4
        rep movsd
        mov dword ptr [BYTES], 0
        ret

# Pads (all extents are whole blocks, so the padding is a block of its own) and stores the hash as it is printed.
sha_close:
        mov di, offset BUFFER
        mov eax, 0x80
        stosd
        xor eax, eax
        mov cx, 13
        rep stosd
        mov eax, [BYTES]
        mov edx, eax
        shr eax, 29
        bswap eax
        stosd
        mov eax, edx
        shl eax, 3
        bswap eax
        stosd
        mov si, offset BUFFER
        call sha_block
        mov di, offset SHA
        mov si, offset A - 4
        call 1f
        mov si, offset E - 4
1:      mov cx, 4
2:      mov eax, [si]
        bswap eax
        stosd
        sub si, 4
        loop 2b
        ret

.macro rotations target, source, scratch, first, second, third, last=ror
        mov \target, \source
        mov \scratch, \source
        ror \target, \first
        ror \scratch, \second
        xor \target, \scratch
        mov \scratch, \source
        \last \scratch, \third
        xor \target, \scratch
.endm

# Hashes the 64 bytes at si and moves si behind them. Keeps bx, cx, ebp.
sha_block:
        push bx
        push cx
        push ebp
        add dword ptr [BYTES], 64
        mov di, offset W
        mov cx, 16
1:      lodsd
        bswap eax
        stosd
        loop 1b
        push si
        mov cx, 48
2:      mov ebx, [di - 60]
        rotations eax, ebx, edx, 7, 18, 3, shr
        mov ebx, [di - 8]
        rotations ebp, ebx, edx, 17, 19, 10, shr
        add eax, ebp
        add eax, [di - 64]
        add eax, [di - 28]
        stosd
        loop 2b
        xor di, di
        mov ebp, [A - 4]                # a
        mov esi, [E - 4]                # e
3:      rotations eax, esi, edx, 6, 11, 25
        mov ecx, [di + E - 8]           # f
        mov ebx, [di + E - 12]          # g
        xor ecx, ebx
        and ecx, esi
        xor ecx, ebx                    # ch
        add eax, ecx
        add eax, [di + E - 16]          # h
        add eax, [di + W]
        add eax, [di + K]
        mov esi, [di + A - 16]          # d
        add esi, eax
        mov [di + E], esi
        mov ebx, [di + A - 8]           # b
        mov ecx, ebx
        or ecx, ebp
        and ecx, [di + A - 12]          # c
        and ebx, ebp
        or ecx, ebx                     # maj
        add eax, ecx
        rotations ecx, ebp, edx, 2, 13, 22
        add eax, ecx
        mov ebp, eax
        mov [di + A], eax
        add di, 4
        cmp di, 256
        jne 3b
        mov di, -16
4:      mov eax, [di + A + 256]
        add [di + A], eax
        mov eax, [di + E + 256]
        add [di + E], eax
        add di, 4
        jnz 4b
        pop si
        pop ebp
        pop cx
        pop bx
        ret

# -------------------------------------------------------------------------------------------------------------- console
serial_open:                            # 115200 8n1, no interrupts
        mov si, offset uart
        mov cx, 6
1:      lodsw
        mov dx, COM1
        add dl, al
        mov al, ah
        out dx, al
        loop 1b
        ret

# Prints the text at si up to its zero byte. In it, 1 stands for the hash and 2 for the identity.
print:  lodsb
        cmp al, 1
        jb 3f
        je 1f
        cmp al, 2
        je 2f
        call print_char
        jmp print
1:      push si
        mov si, offset SHA
        mov cx, 32
        call print_hex
        pop si
        jmp print
2:      push si
        mov si, offset UUID
        mov cx, 36
4:      lodsb
        call print_char
        loop 4b
        pop si
        jmp print
3:      ret

print_hex:                              # cx bytes at si
        lodsb
        mov ah, al
        shr al, 4
        call 1f
        mov al, ah
        call 1f
        loop print_hex
        ret
1:      and al, 15
        add al, '0'
        cmp al, '9'
        jbe print_char
        add al, 'a' - '0' - 10

print_char:                             # al; waits for the transmitter, but not for ever
        push ax
        push cx
        mov dx, COM1 + 5
        xor cx, cx
1:      in al, dx
        test al, 0x20
        loopz 1b
        pop cx
        pop ax
        mov dx, COM1
        out dx, al
        ret

second: mov cx, 18
1:      mov ax, [TICKS]
2:      hlt
        cmp ax, [TICKS]
        je 2b
        loop 1b
        ret

# ----------------------------------------------------------------------------------------------------------------- data
good:       .asciz "\r\nDEMO-GUEST-OK sha256=\1"
bad:        .asciz "\r\nDEMO-GUEST-BAD sha256=\1"
unreadable: .asciz "\r\nDEMO-GUEST-BAD unreadable"
uuid:       .asciz " uuid=\2 \r\n"
uart:       .byte 1, 0, 3, 0x80, 0, 1, 1, 0, 3, 3, 2, 7    # register, value: divisor 1, 8n1, FIFO

        .balign 4
packet:       .byte 16, 0
packet_count: .word 0, BUFFER, 0
packet_lba:   .quad 0

initial:                                # d c b a, h g f e
        .long 0xa54ff53a, 0x3c6ef372, 0xbb67ae85, 0x6a09e667
        .long 0x5be0cd19, 0x1f83d9ab, 0x9b05688c, 0x510e527f
K:
        .long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
        .long 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
        .long 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
        .long 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
        .long 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
        .long 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
        .long 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
        .long 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
        .balign 512
end:
.set STAGE2_SECTORS, (end - main) / 512
