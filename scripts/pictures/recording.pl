# recording - what a terminal was sent, on standard input, as an SVG that plays it.
#
#	perl recording.pl TITLE <TEXT >SVG
#
# Known are the colours that the scripts of this tree use: bold, and 36, cyan.  The whole text is
# one column of lines that stops at each command for a while; what does not animate shows its begin.
use strict;
use warnings;

use constant { COLUMNS => 100, ROWS => 30, WIDTH => 8, HEIGHT => 18, BORDER => 14, BAR => 30 };

my $title = shift // '';
my %class = (1 => 'b', 36 => 'c');

sub escape {
	my ($text) = @_;
	$text =~ s/&/&amp;/g;
	$text =~ s/</&lt;/g;
	$text =~ s/>/&gt;/g;
	return $text;
}

# Lines of at most COLUMNS characters, each a list of [class, text].
sub read_lines {
	my (@lines, $style);
	while (defined(my $text = <STDIN>)) {
		$text =~ s/[\r\n]+$//;
		my ($line, $used) = ([], 0);
		for my $part (split /(\e\[[0-9;]*m)/, $text) {
			if ($part =~ /^\e\[([0-9]*)m$/) {
				$style = $class{$1 || 0};
				next;
			}
			while (length $part) {
				my $piece = substr $part, 0, COLUMNS - $used, '';
				push @$line, [$style, $piece];
				$used += length $piece;
				next if $used < COLUMNS || !length $part;
				push @lines, $line;
				($line, $used) = ([], 0);
			}
		}
		push @lines, $line;
	}
	return @lines;
}

sub text_of { return join '', map { $_->[1] } @{ $_[0] } }

# Where the window stands, and for how many seconds: it follows the end of each command's output.
sub stops {
	my (@lines) = @_;
	my (@stops, $shown);
	my $last = 0;
	for my $at (1 .. @lines) {
		next unless $at == @lines || text_of($lines[$at]) =~ /^(\$ |== )/;
		my $top = $at > ROWS ? $at - ROWS : 0;
		my $seconds = 0.8 + 0.12 * ($at - $last);
		if (@stops && $stops[-1][0] == $top) {
			$stops[-1][1] += $seconds;
		} else {
			push @stops, [$top, $seconds];
		}
		$last = $at;
	}
	$stops[-1][1] += 4;
	return @stops;
}

binmode STDIN, ':encoding(UTF-8)';
binmode STDOUT, ':encoding(UTF-8)';
my @lines = read_lines();
die "recording: there is nothing to show\n" unless @lines;
my @stops = stops(@lines);
my $total = 0;
$total += $_->[1] for @stops;

my ($width, $height) = (COLUMNS * WIDTH + 2 * BORDER, ROWS * HEIGHT + 2 * BORDER + BAR);
my ($inner, $seen) = (COLUMNS * WIDTH, ROWS * HEIGHT);
print <<"END";
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" width="$width" height="$height" role="img">
<title>@{[ escape($title) ]}</title>
<style>
text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d0d4d8; white-space: pre }
.b { fill: #ffffff; font-weight: bold } .c { fill: #6cc2d8 } .t { fill: #8a9199; text-anchor: middle }
.roll { animation: roll @{[ sprintf '%.1f', $total ]}s step-end infinite }
\@keyframes roll {
END
my $now = 0;
for my $stop (@stops) {
	printf "%.2f%% { transform: translateY(%dpx) }\n", 100 * $now / $total, -$stop->[0] * HEIGHT;
	$now += $stop->[1];
}
my ($left, $top) = (BORDER, BORDER + BAR);
my $middle = $width / 2;
print <<"END";
}
</style>
<rect width="$width" height="$height" rx="9" fill="#1c2126"/>
<text class="t" x="$middle" y="23">@{[ escape($title) ]}</text>
<svg x="$left" y="$top" width="$inner" height="$seen"><g class="roll">
END
for my $at (0 .. $#lines) {
	next unless @{ $lines[$at] };
	printf '<text xml:space="preserve" y="%d">', $at * HEIGHT + 13;
	for my $part (@{ $lines[$at] }) {
		my $text = escape($part->[1]);
		print $part->[0] ? qq(<tspan class="$part->[0]">$text</tspan>) : $text;
	}
	print "</text>\n";
}
print "</g></svg>\n</svg>\n";
