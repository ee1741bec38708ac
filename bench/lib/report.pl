#!/usr/bin/env perl
# The table of a bench run: report.pl TARGETS SAMPLES FAILURES KNOWN-MISSES
# TARGETS        id (row/what), metric, contestants A and B, bound (max, min or -), target, stretch; tabs between, # comments
# SAMPLES        row, contestant, metric, value, one line per run
# FAILURES       row, reason
# KNOWN-MISSES   Markdown: a heading "## id" per miss, with what was measured and where the time goes under it
# Exits 1 for a failure, and for a missed target that KNOWN-MISSES does not explain.
use strict;
use warnings;

my ($targets, $samples, $failures, $misses) = @ARGV;

sub lines { open my $in, '<', $_[0] or die "$_[0]: $!\n"; chomp(my @all = <$in>); return grep { !/^\s*(#|$)/ } @all }

sub stats {
    my @v = sort { $a <=> $b } @_;
    return ((@v % 2 ? $v[$#v / 2] : ($v[@v / 2 - 1] + $v[@v / 2]) / 2), $v[0], $v[-1]);
}

my %show = (
    wall => sub { sprintf '%.2f s', $_[0] }, cpu => sub { sprintf '%.2f s', $_[0] },
    rss => sub { sprintf '%.0f MiB', $_[0] / 1024 }, bytes => sub { sprintf '%.1f MiB', $_[0] / 1048576 },
    rate => sub { sprintf '%.0f MB/s', $_[0] / 1e6 },
);

my %values;
for (lines($samples)) { my ($row, $who, $metric, $value) = split /\t/; push @{ $values{$row}{$who}{$metric} }, $value }
my %failed = map { split /\t/, $_, 2 } lines($failures);

my (%explained, $heading);
open my $in, '<', $misses or die "$misses: $!\n";
while (<$in>) {
    if (/^##\s+`?([^`\s]+)`?\s*$/) { $heading = $1 }
    elsif (/^#/) { undef $heading }
    elsif (/\S/ && defined $heading) { $explained{$heading} = 1 }
}

my ($met, $judged, $bad) = (0, 0, 0);
my @table = (['', 'A: median (min – max)', 'B: median (min – max)', 'A/B', 'target', '']);
my (%seen, @notes);
for (lines($targets)) {
    my ($id, $metric, $left, $right, $bound, $target, $stretch) = split /\t/;
    my ($row) = split m{/}, $id;
    next unless $values{$row} || exists $failed{$row};
    $seen{$row} = 1;
    my @medians;
    my @cells = map {
        my $v = $values{$row}{$_}{$metric};
        if ($v) { my @s = stats(@$v); push @medians, $s[0]; my ($m, $l, $h) = map { $show{$metric}->($_) } @s; "$_ $m ($l – $h)" } else { '–' }
    } ($left, $right);
    my $ratio = @medians == 2 && $medians[1] > 0 ? $medians[0] / $medians[1] : undef;
    my ($wanted, $verdict) = ('none', '');
    if ($bound ne '-') {
        $judged++;
        my $holds = sub { defined $ratio && ($bound eq 'max' ? $ratio <= $_[0] : $ratio >= $_[0]) };
        my $sign = $bound eq 'max' ? '≤' : '≥';
        $wanted = "$sign $target" . ($stretch eq '-' ? '' : ", stretch $stretch");
        if (exists $failed{$row}) { $verdict = 'FAILED' }
        elsif ($holds->($target)) {
            $met++;
            $verdict = $stretch ne '-' && $holds->($stretch) ? 'met, stretch too' : 'met';
            push @notes, "$id is met now: take it out of known-misses.md" if $explained{$id};
        }
        elsif ($explained{$id}) { $verdict = 'missed, explained' }
        else { $verdict = 'MISSED'; $bad = 1 }
    }
    elsif (exists $failed{$row}) { $verdict = 'FAILED' }
    push @table, [$id, @cells, defined $ratio ? sprintf('%.3f', $ratio) : '–', $wanted, $verdict];
}
for (sort keys %failed) { push @notes, "$_ failed: $failed{$_}"; $bad = 1 }

my @width;
for my $line (@table) { for (0 .. $#$line) { my $w = width($line->[$_]); $width[$_] = $w if $w > ($width[$_] // 0) } }
sub width { my $text = shift; utf8::decode($text); return length $text }
for my $line (@table) { my $text = join '  ', map { $line->[$_] . ' ' x ($width[$_] - width($line->[$_])) } 0 .. $#$line; $text =~ s/\s+$//; print "$text\n" }
print "$_\n" for @notes;
print "targets met: $met of $judged\n";
exit $bad;
