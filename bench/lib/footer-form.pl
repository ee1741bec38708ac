#!/usr/bin/env perl
# Writes a streamOptimized VMDK of qemu-img as an ESXi host exports it: footer-form.pl FROM TO
# No directory in the header; behind the grains every grain table with its marker, the directory, the footer and the end
# (VMware Virtual Disk Format 5.0, "Stream-Optimized Compressed Sparse Extents"). The tables in front are left behind unnamed.
use strict;
use warnings;

my ($from, $to) = @ARGV;
open my $in, '<:raw', $from or die "$from: $!\n";
open my $out, '>:raw', $to or die "$to: $!\n";

my $at = 0;    # where the next sector is written
sub put { my $bytes = shift; $bytes .= "\0" x (-length($bytes) % 512); print {$out} $bytes or die "$to: $!\n"; $at += length($bytes) / 512 }
sub sectors { my ($sector, $length) = @_; seek $in, $sector * 512, 0; read($in, my $bytes, $length) == $length or die "$from is cut short\n"; return $bytes }
sub marker { my ($sectors, $type) = @_; put(pack 'Q<V V', $sectors, 0, $type) }

my $header = sectors(0, 512);
my ($capacity, $grain) = unpack '@12 Q<Q<', $header;
my ($directory, $overhead) = unpack '@56 Q<Q<', $header;
my $tables = int(($capacity + $grain * 512 - 1) / ($grain * 512));
my @directory = unpack 'V*', sectors($directory, $tables * 4);

my $stream = $header;
substr $stream, 56, 8, pack 'Q<', ~0;
put($stream);
put(sectors(1, ($overhead - 1) * 512));
seek $in, $overhead * 512, 0;
while (1) {    # grains, up to the end-of-stream marker or the end of the file
    my $got = read $in, my $head, 512;
    last if !$got;
    my ($lba, $size) = unpack 'Q<V', $head;
    last if $size == 0;
    my $rest = $size + 12 - 512;
    $rest = 0 if $rest < 0;
    $rest += -$rest % 512;
    read($in, $head, $rest, 512) == $rest or die "$from is cut short\n" if $rest;
    put($head);
}
for (@directory) {
    next unless $_;
    my $table = sectors($_, 2048);
    marker(4, 1);
    $_ = $at;
    put($table);
}
my $length = int(($tables * 4 + 511) / 512);
marker($length, 2);
substr $header, 56, 8, pack 'Q<', $at;
put(pack 'V*', @directory);
marker(1, 3);
put($header);
marker(0, 0);
close $out or die "$to: $!\n";
