#!/usr/bin/perl
# run.pl - start one virtual machine, pass on what its command prints, end as the command ends.
#
# scripts/vm prepares the kernel and calls this program with what it found in the environment
# (VM_*) and with NUMBER NAME=VALUE... COMMAND ARGUMENT... on the command line.
#
# Nothing has a name that could be left behind: the command travels in a second initramfs, a file
# that is unlinked before it is written; output returns through pipes; the empty disk is an unlinked
# file as well. The emulator dies with this process, even if that is killed (PR_SET_PDEATHSIG).
#
# In the output of the guest, lines that begin with a random mark belong to machine/supervise:
# "MARK begin" when the command starts, "MARK end STATUS" when it has ended.
use strict;
use warnings;
no warnings 'qw';    # options have commas
use Cwd qw(getcwd);
use IO::Handle;
use Fcntl qw(F_GETFD F_SETFD FD_CLOEXEC);
use POSIX ();
use Time::HiRes qw(time);

use constant { FAILED => 125, TIMED_OUT => 124, CONSOLE_LINES => 60 };
use constant { PRCTL => 157, PR_SET_PDEATHSIG => 1 };    # x86-64, prctl(2)

my $emulator;                          # the process id of qemu while it runs
my @console;                           # the last lines that the kernel printed
my $started = time;
my $mark = 'cns-vm-' . random_name();  # begins each line that is not the command's

sub random_name {
	open my $random, '<:raw', '/dev/urandom' or fail("cannot read /dev/urandom: $!");
	sysread $random, my $bytes, 16;
	return unpack 'H*', $bytes;
}

sub fail {
	my ($message) = @_;
	print STDERR "vm: $message\n";
	stop_emulator();
	exit FAILED;
}

sub stop_emulator {
	return unless defined $emulator;
	kill 'KILL', $emulator;
	waitpid $emulator, 0;
	undef $emulator;
}

# Any byte but NUL means itself between single quotes.
sub quoted {
	return join ' ', map { (my $text = $_) =~ s/'/'\\''/g; "'$text'" } @_;
}

# One entry of a "newc" archive (cpio(5), the format of an initramfs).
sub archive_entry {
	my ($name, $mode, $content) = @_;
	my $entry = '070701' . sprintf('%08X' x 13, 0, $mode, 0, 0, 1, 0, length $content,
		0, 0, 0, 0, 1 + length $name, 0) . "$name\0";
	$entry .= "\0" x (-length($entry) % 4) . $content;
	return $entry . "\0" x (-length($entry) % 4);
}

# The shell lines by which the guest becomes the command: environment, folder, user.
sub command_script {
	my ($user, $environment, $command) = @_;
	my %value = (
		PATH => $ENV{PATH}, HOME => '/root', TERM => $ENV{TERM} // 'dumb',
		map { defined $ENV{$_} ? ($_ => $ENV{$_}) : () } qw(LANG CI),
	);
	my @become;
	if (length $user) {
		my ($uid, $gid, $home, $groups) = account($user);
		@become = ('setpriv', '--reuid', $uid, '--regid', $gid, $groups, '--');
		$value{HOME} = $home;
	}
	for (@$environment) {
		my ($name, $value) = split /=/, $_, 2;
		$value{$name} = $value;
	}
	return join "\n",
		(map { "export $_=" . quoted($value{$_}) } sort keys %value),
		'cd -- ' . quoted(working_directory()) . ' || exit ' . FAILED, 'unset OLDPWD',
		'exec ' . quoted(@become, @$command), '';
}

sub working_directory {
	return getcwd() // fail('the working directory is gone');
}

# The root of the guest is the host's, and so are its users. A number needs no entry.
sub account {
	my ($user) = @_;
	my @entry = $user =~ /^[0-9]+$/ ? getpwuid $user : getpwnam $user;
	return (@entry[2, 3, 7], '--init-groups') if @entry;
	fail("there is no user '$user'") unless $user =~ /^[0-9]+$/;
	return ($user, $user, '/', '--clear-groups');
}

sub unlinked_file {
	open my $file, '+>', undef or fail("cannot make a temporary file: $!");
	binmode $file;
	return inherited($file);
}

sub read_file {
	my ($path) = @_;
	open my $file, '<:raw', $path or fail("cannot read $path: $!");
	local $/;
	return scalar <$file>;
}

sub inherited {
	my ($file) = @_;
	fcntl $file, F_SETFD, fcntl($file, F_GETFD, 0) & ~FD_CLOEXEC or fail("fcntl: $!");
	return $file;
}

# The prepared initramfs with the entries of this run behind it: the kernel unpacks both.
sub initramfs {
	my (%entry) = @_;
	my $file = unlinked_file();
	print $file read_file($ENV{VM_INITRAMFS});
	print $file archive_entry('job', 040755, '');
	print $file archive_entry("job/$_", 0100644, $entry{$_}) for sort keys %entry;
	print $file archive_entry('TRAILER!!!', 0, '');
	$file->flush or fail("cannot write the initramfs: $!");
	return $file;
}

sub settings {
	my (%value) = @_;
	return join '', map { "$_=" . quoted($value{$_}) . "\n" } sort keys %value;
}

# Both streams end at the same place (a terminal, 2>&1): then one port keeps their order.
sub count_streams {
	my @out = stat STDOUT;
	my @err = stat STDERR;
	return @out && @err && "@out[0, 1]" eq "@err[0, 1]" ? 1 : 2;
}

# Two processors take turns in one thread: where each has its own, one can run on with an instruction
# that the kernel has patched on the other (static keys), which ends in a panic or in a standstill.
sub emulator_command {
	my ($initramfs, $disk, @pipes) = @_;
	my @line = (
		qw(qemu-system-x86_64 -machine microvm,rtc=on,acpi=on -nodefaults -no-user-config),
		qw(-nographic -no-reboot -smp 2 -m), ($ENV{VM_MEMORY} >> 20) . 'M',
		$ENV{VM_ACCEL} eq 'kvm' ? qw(-accel kvm -cpu host) : qw(-accel tcg,thread=single -cpu max),
		'-kernel', $ENV{VM_KERNEL}, '-append', $ENV{VM_APPEND},
		'-initrd', '/dev/fd/' . fileno $initramfs,
		qw(-fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap),
		qw(-device virtio-9p-device,fsdev=root,mount_tag=host -device virtio-serial-device),
		'-chardev', chardev('console', $pipes[0]), qw(-serial chardev:console),
	);
	for (1, 2) {
		push @line, '-chardev', chardev("port$_", $pipes[$_]),
			'-device', "virtserialport,nr=$_,chardev=port$_,name=port$_";
	}
	if ($disk) {
		push @line, '-drive', 'if=none,id=disk,format=raw,file=/dev/fd/' . fileno $disk,
			'-device', 'virtio-blk-device,drive=disk';
	}
	return @line;
}

sub chardev {
	my ($name, $pipe) = @_;
	return "file,id=$name,append=on,path=/dev/fd/" . fileno $pipe;
}

sub start_emulator {
	my (@command) = @_;
	my $parent = $$;
	$emulator = fork // fail("cannot fork: $!");
	return if $emulator;
	syscall PRCTL, PR_SET_PDEATHSIG, 9;
	POSIX::_exit(FAILED) if getppid != $parent;
	open STDIN, '<', '/dev/null';
	open STDOUT, '>&', \*STDERR;
	exec { $command[0] } @command or print STDERR "vm: cannot run $command[0]: $!\n";
	POSIX::_exit(FAILED);
}

sub write_all {
	my ($to, $text) = @_;
	while (length $text) {
		my $done = syswrite $to, $text;
		next if !defined $done && $!{EINTR};
		fail("cannot write the output: $!") unless defined $done;
		substr $text, 0, $done, '';
	}
}

sub keep_console {
	my ($stream, $text) = @_;
	print STDERR $text if $ENV{VM_VERBOSE};
	$stream->{held} .= $text;
	while ($stream->{held} =~ s/^(.*?)\r*\n//) {
		push @console, $1;
		shift @console if @console > CONSOLE_LINES;
	}
}

# Passes the output on at once, less the marked lines and less an end that may become one.
sub pass_on {
	my ($stream, $text) = @_;
	$stream->{held} .= $text;
	while ($stream->{held} =~ s/^(.*?)\Q$mark\E (begin|end (\d+))\n//s) {
		write_all($stream->{to}, $1);
		$stream->{$2 eq 'begin' ? 'begun' : 'status'} = $3 // 1;
	}
	my $length = length $stream->{held};
	my $kept = index $stream->{held}, $mark;
	$kept = $length - length $mark if $kept < 0;
	$kept = 0 if $kept < 0;
	$kept++ until substr($mark, 0, $length - $kept) eq substr($stream->{held}, $kept, length $mark);
	write_all($stream->{to}, substr $stream->{held}, 0, $kept, '');
}

# Returns when a stream has something, and gives the streams that ended; undef is a time-out.
sub read_streams {
	my ($deadline, @streams) = @_;
	my $ready = '';
	vec($ready, fileno $_->{from}, 1) = 1 for @streams;
	my $left = $deadline - time;
	return undef if $left <= 0;
	my $count = select $ready, undef, undef, $left;
	return [] if $count <= 0;
	my @ended;
	for (grep { vec $ready, fileno $_->{from}, 1 } @streams) {
		my $size = sysread $_->{from}, my $text, 65536;
		next if !defined $size;
		$size ? $_->{take}->($_, $text) : push @ended, $_;
	}
	return \@ended;
}

sub last_words {
	return @console ? join "\n    ", ' The last lines of its console:', @console : '';
}

sub report {
	return unless $ENV{VM_VERBOSE};
	printf STDERR "vm: %s %.2f s after the start\n", $_[0], time - $started;
}

# Until each stream of the command has said its end.
sub watch {
	my ($deadline, $console, @streams) = @_;
	my @open = ($console, @streams);
	while (grep { !defined $_->{status} } @streams) {
		my $ended = read_streams($deadline, @open);
		time_out($streams[0]{begun}) if !defined $ended;
		report('the command began') if $streams[0]{begun} && !$streams[0]{told}++;
		for my $stream (@$ended) {
			@open = grep { $_ != $stream } @open;
		}
		next if @open;
		fail($streams[0]{begun} ? 'the machine stopped before the command ended.' . last_words()
			: 'the machine did not start the command.' . last_words());
	}
	report('the command ended');
	return $streams[0]{status};
}

sub time_out {
	my ($begun) = @_;
	my $what = $begun ? 'the command did not end' : 'the machine did not start the command';
	print STDERR "vm: time-out: $what in $ENV{VM_TIMEOUT} seconds.", last_words(), "\n";
	stop_emulator();
	exit TIMED_OUT;
}

sub initramfs_of_command {
	my ($streams, $environment, $command) = @_;
	return initramfs(
		command => command_script($ENV{VM_USER}, $environment, $command),
		supervise => read_file("$ENV{VM_FILES}/supervise"),
		settings => settings(
			mark => $mark, streams => $streams, directory => working_directory(),
			purpose => $ENV{VM_PURPOSE}, manager => $ENV{VM_MANAGER}, modules => $ENV{VM_MODULES},
		),
	);
}

sub empty_disk {
	return undef unless length $ENV{VM_DISK};
	my $disk = unlinked_file();
	truncate $disk, $ENV{VM_DISK} or fail("cannot make a disk of $ENV{VM_DISK} bytes: $!");
	return $disk;
}

# So that the emulator is gone when the caller sees that this process is.
sub catch_signals {
	for my $signal (qw(HUP INT TERM)) {
		$SIG{$signal} = sub {
			stop_emulator();
			$SIG{$signal} = 'DEFAULT';
			kill $signal, $$;
		};
	}
}

sub main {
	my $count = shift @ARGV;
	my @environment = splice @ARGV, 0, $count;
	my $streams = count_streams();
	my $initramfs = initramfs_of_command($streams, \@environment, \@ARGV);
	my $disk = empty_disk();
	my (@readers, @writers);
	for (0 .. 2) {
		pipe $readers[$_], $writers[$_] or fail("cannot make a pipe: $!");
		inherited($writers[$_]);
	}
	catch_signals();
	start_emulator(emulator_command($initramfs, $disk, @writers));
	close $_ for @writers;
	my @streams = (
		{ from => $readers[0], held => '', take => \&keep_console },
		{ from => $readers[1], held => '', take => \&pass_on, to => \*STDOUT },
		{ from => $readers[2], held => '', take => \&pass_on, to => \*STDERR },
	);
	my $status = watch(time + $ENV{VM_TIMEOUT}, @streams[0 .. $streams]);
	stop_emulator();
	exit $status;
}

main();
