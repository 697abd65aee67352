class AvaOnboard < Formula
  desc "$description"
  homepage "$repository"
  version "$version"
  license "MIT"

  on_macos do
    depends_on arch: :arm64
    url "$macos_url"
    sha256 "$macos_sum"
  end

  on_linux do
    depends_on arch: :x86_64
    url "$linux_url"
    sha256 "$linux_sum"
  end

  def install
    libexec.install Dir["*"]
    bin.write_exec_script libexec/"ava-onboard"
    generate_completions_from_executable(bin/"ava-onboard", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ava-onboard --version")
  end
end
